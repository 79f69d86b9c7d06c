/// `Oracle/firehose_server.py`.
public final class FirehoseServer: ScriptedServer {
    /// `tls` are files of a certificate and its key.
    public init(
        control: String = "{}", tls: (certificate: String, key: String)? = nil,
        isReused: Bool = false
    ) throws {
        try super.init(
            "firehose_server.py", tls.map { ["--tls", $0.certificate, $0.key] } ?? [],
            isSecure: tls != nil, isReused: isReused && tls == nil)
        try self.control(control)
    }

    public func ledger(lines: Bool = false) throws -> JSON {
        try JSON(request("GET", "/_control" + (lines ? "?lines=1" : "")))
    }

    /// Says that a new pusher comes.
    public func restarted() throws { _ = try request("POST", "/_control/restarted") }
}
