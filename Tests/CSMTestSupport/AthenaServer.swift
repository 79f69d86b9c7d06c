/// `Oracle/athena_server.py`.
public final class AthenaServer: ScriptedServer {
    public init(control: String = "{}", isReused: Bool = false) throws {
        try super.init("athena_server.py", isReused: isReused)
        try self.control(control)
    }

    public func ledger() throws -> JSON { try JSON(request("GET", "/_control")) }
}
