import CSMTestSupport
import Foundation
import Testing

/// Pushes one session, again and again until it is delivered.
struct NetworkPush {
    let recorded: Recorded
    /// What the session has.
    let events: Int

    init() throws {
        recorded = try Recorded()
        try recorded.record("one")
        events = try Fixtures.datagrams("boto3").count
    }

    func certificates(for names: String = "IP:127.0.0.1,DNS:localhost") throws -> Certificates {
        try Certificates(for: names, in: recorded.folder)
    }

    /// A machine on which nothing but this says who pushes, and by which way.
    var environment: [String: String] {
        var variables = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
            "HOME": recorded.folder.url.path,
        ]
        for name in ["http_proxy", "https_proxy", "no_proxy", "all_proxy"] {
            variables[name] = ""
            variables[name.uppercased()] = ""
        }
        return variables
    }

    func callAsFunction(
        to endpoint: String, _ arguments: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.csmRecord(
            ["push", "--stream", "csm", "--endpoint-url", endpoint] + arguments,
            database: recorded.database,
            environment: self.environment.merging(environment) { $1 })
    }

    /// What the ledger of the database calls delivered.
    func delivered(to endpoint: String) throws -> Int? {
        let result = try self(to: endpoint, "--status", "--format", "json")
        return try JSON(result.output)["sessions"][0]["delivered"].int
    }

    /// Nothing went wrong, and all events are at the server, each once.
    func expectDelivery(_ result: ProgramResult, to server: FirehoseServer) throws {
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors == "")
        let copies = try server.ledger()["copies"]
        #expect(copies.keys.count == events)
        #expect(copies.keys.allSatisfy { copies[$0].int == 1 })
    }

    /// It says so, and nothing was delivered nor is called so.
    func expectFailure(
        _ result: ProgramResult, _ status: Int32, _ sentence: String, at endpoint: String
    ) throws {
        #expect(result.status == status)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.first == "csm-record: \(sentence)")
        #expect(lines.allSatisfy { $0.hasPrefix("csm-record: ") })
        #expect(try delivered(to: endpoint) == 0)
    }
}

/// `Oracle/connect_proxy.py`.
final class ConnectProxy: ScriptedServer {
    init(control: String = "{}") throws {
        try super.init("connect_proxy.py")
        try self.control(control)
    }

    /// As `HTTPS_PROXY` has it.
    var address: String { "127.0.0.1:\(port)" }

    func requests() throws -> [JSON] { try JSON(request("GET", "/_control"))["requests"].array }

    /// What was asked for by CONNECT, and nothing else was.
    func targets() throws -> [String] {
        try requests().map { "\($0["method"].string ?? "") \($0["target"].string ?? "")" }
    }
}

/// An authority of a test's own, and a certificate that it issued.
struct Certificates {
    private let folder: URL

    /// `names` as in `subjectAltName`; the files are in a folder of their own in `parent`.
    init(for names: String, in parent: TemporaryFolder) throws {
        folder = parent.url.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = """
            set -e
            new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $new -days 2 -subj '/CN=An authority' -keyout ca.key -out ca.pem
            openssl req $new -subj '/CN=server' -keyout server.key -out server.csr
            echo "subjectAltName=$0" >extensions
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
                -extfile extensions -out server.pem
            """
        let made = try Program.run("/bin/sh", ["-c", script, names], folder: folder.path)
        guard made.status == 0 else { throw NotMade(errors: made.errors) }
    }

    struct NotMade: Error { let errors: String }

    /// The authority's certificate.
    var bundle: String { path("ca.pem") }
    /// For the server.
    var pair: (certificate: String, key: String) { (path("server.pem"), path("server.key")) }

    private func path(_ name: String) -> String { folder.appending(path: name).path }
}
