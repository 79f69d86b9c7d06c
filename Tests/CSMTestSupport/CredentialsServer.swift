/// `Oracle/credentials_server.py`.
public final class CredentialsServer: ScriptedServer {
    public init(control: String = "{}") throws {
        try super.init("credentials_server.py", isReused: true)
        try self.control(control)
    }

    public func report() throws -> JSON { try JSON(request("GET", "/_control")) }
}
