import CSMTestSupport
import Foundation
import Testing

/// Keys of a test's own, all of them easy to find where they should not be.
struct TestKeys: Sendable, Equatable {
    let number: Int
    var hasToken = true

    var accessKey: String { "AKIAWHOLEKEY" + String("0000000\(number)".suffix(8)) }
    var secret: String { "HiddenSecret/of+\(number)" }
    var token: String? { hasToken ? "HiddenToken/of+\(number)==" : nil }

    /// Long-lived, without a session token.
    static let plain = TestKeys(number: 1, hasToken: false)
    static let session = TestKeys(number: 2)
    /// Those that nobody is meant to use.
    static let wrong = TestKeys(number: 66, hasToken: false)
    /// What the agents and STS hand out, one after another.
    static let issued = (11...16).map { TestKeys(number: $0) }

    static let all = [plain, session, wrong] + issued

    /// As the environment has them.
    var variables: [String: String] {
        ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secret]
            .merging(token.map { ["AWS_SESSION_TOKEN": $0] } ?? [:]) { $1 }
    }

    /// As a profile has them.
    var settings: String {
        "aws_access_key_id = \(accessKey)\naws_secret_access_key = \(secret)\n"
            + (token.map { "aws_session_token = \($0)\n" } ?? "")
    }

    /// As a process writes them, with more members in front.
    func document(_ members: String = "\"Version\": 1,") -> String {
        let token = token.map { ", \"SessionToken\": \"\($0)\"" } ?? ""
        return "{\(members) \"AccessKeyId\": \"\(accessKey)\", \"SecretAccessKey\": \"\(secret)\""
            + token + "}"
    }

    /// As the scripted servers take them, with more members at the end.
    func json(_ members: String = "") -> String {
        """
        {"access_key": "\(accessKey)", "secret_key": "\(secret)",
        "session_token": \(token.map { "\"\($0)\"" } ?? "null")\(members)}
        """
    }

    /// What a scripted Firehose is to know.
    static func control(_ members: String = "") -> String {
        "{\"credentials\": [\(all.map { $0.json() }.joined(separator: ","))]\(members)}"
    }
}

extension FirehoseServer {
    /// One that knows all keys of tests, and follows a script.
    static func knowingKeys(_ script: String = "", _ members: String = "") throws -> FirehoseServer
    {
        try FirehoseServer(
            control: TestKeys.control(", \"script\": [\(script)]\(members)"), isReused: true)
    }
}

extension CredentialsServer {
    /// Sets what it does beside handing out `TestKeys.issued`, of which each has those members.
    func hand(out members: String, _ control: String = "") throws {
        let issue = TestKeys.issued.map { $0.json(members) }.joined(separator: ",")
        try self.control("{\"issue\": [\(issue)]\(control.isEmpty ? "" : ", \(control)")}")
    }

    /// What came in; that no rule was broken is expected here.
    func log(sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSON] {
        let report = try report()
        #expect(report["violations"].array.isEmpty, "\(report)", sourceLocation: sourceLocation)
        return report["log"].array
    }
}

/// Somebody with AWS settings of a test's own, who pushes a recorded session.
///
/// Nothing of what a push writes may hold a secret: each one is looked through.
struct Uploader {
    let folder: TemporaryFolder
    let firehose: FirehoseServer?
    let server: CredentialsServer?

    /// Without a Firehose it is at a port that nobody listens on.
    ///
    /// In the texts `{folder}` and `{server}` stand for those.
    init(
        _ firehose: FirehoseServer? = nil, _ server: CredentialsServer? = nil, config: String = "",
        credentials: String = ""
    ) throws {
        folder = try TemporaryFolder()
        self.firehose = firehose
        self.server = server
        try write("config", config)
        try write("credentials", credentials)
        try Self.recordedSession.get().write(to: URL(filePath: database))
    }

    /// Of 78 events, recorded once for all.
    private static let recordedSession = Result {
        let recorded = try Recorded()
        try recorded.record("uploaded")
        return try Data(contentsOf: URL(filePath: recorded.database))
    }

    private var database: String { folder.path("sessions.db") }

    func text(_ text: String) -> String {
        text.replacing("{folder}", with: folder.url.path)
            .replacing("{server}", with: server?.endpoint ?? "{server}")
    }

    /// Writes a file in the folder, and returns its path.
    @discardableResult
    func write(_ name: String, _ content: String) throws -> String {
        try Data(text(content).utf8).write(to: URL(filePath: folder.path(name)))
        return folder.path(name)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    /// A shell script in the folder, which is first in `PATH`.
    func script(_ name: String, _ content: String) throws {
        let path = try write(name, "#!/bin/sh\n" + content)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private var environment: [String: String] {
        var variables = [
            "HOME": folder.url.path,
            "PATH": "\(folder.url.path):\(ProgramEnvironment.programsWithoutAWS)",
            "AWS_CONFIG_FILE": folder.path("config"),
            "AWS_SHARED_CREDENTIALS_FILE": folder.path("credentials"),
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_FIREHOSE": firehose?.endpoint ?? Self.nowhere,
            "AWS_ENDPOINT_URL_STS": server?.endpoint ?? Self.nowhere, "no_proxy": "*",
            "CSM_RECORD_DB": database,
        ]
        for name in ["http_proxy", "https_proxy"] { variables[name] = "" }
        return variables
    }

    /// A port of loopback that nobody listens on.
    static let nowhere = "http://127.0.0.1:9"

    func push(
        _ options: [String] = [], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> PushResult {
        let result = try Program.run(
            Program.csmRecord,
            ["push", "--stream", "csm", "-v", "--format", "json"] + options.map(text),
            environment: self.environment.merging(environment.mapValues(text)) { $1 })
        var places = [
            "stdout": Data(result.output.utf8), "stderr": Data(result.errors.utf8),
        ]
        for file in ["", "-wal"] {
            places["database" + file] = try? Data(contentsOf: URL(filePath: database + file))
        }
        for (place, bytes) in places {
            #expect(Self.secrets(in: bytes) == [], "\(place)", sourceLocation: sourceLocation)
        }
        return PushResult(result)
    }

    /// What of these bytes nobody may see.
    static func secrets(in bytes: Data) -> [String] {
        // A pattern over all of a database would take most of the tests' time.
        ["Hidden", "AKIA", "ASIA"].flatMap { start -> [String] in
            var found: [String] = []
            var rest = bytes[...]
            while let range = rest.range(of: Data(start.utf8)) {
                let text = String(decoding: rest[range.lowerBound...].prefix(40), as: UTF8.self)
                if let secret = text.prefixMatch(of: /Hidden(Secret|Token)\S*|A[KS]IA[A-Z0-9]{16}/)
                {
                    found.append(String(secret.0))
                }
                rest = rest[range.upperBound...]
            }
            return found
        }
    }

    /// The status of a push that delivered all, with the keys that it signed its calls with.
    func keysOfDelivery(
        _ result: PushResult, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
        let ledger = try #require(try firehose?.ledger())
        #expect(ledger["violations"].array.isEmpty, "\(ledger)", sourceLocation: sourceLocation)
        #expect(ledger["copies"].keys.count == 78, sourceLocation: sourceLocation)
        return ledger["calls"].array.map { $0["access_key"].string ?? "none" }
    }
}

/// What a verbose push left.
struct PushResult {
    let status: Int32
    let output: String
    /// Without the line that says where to it pushes.
    let errors: String
    /// As in "stream csm in eu-central-1, at https://…/"; `nil` where it did not come so far.
    let destination: String?

    fileprivate init(_ result: ProgramResult) {
        let start = "csm-record: stream csm in "
        let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false)
        status = result.status
        output = result.output
        destination = lines.first { $0.hasPrefix(start) }.map { String($0.dropFirst(12)) }
        errors = lines.filter { !$0.hasPrefix(start) }.joined(separator: "\n")
    }

    /// Whether it ended as it does where there are no usable credentials, with this to say.
    func isRefusal(_ sentences: String...) -> Bool {
        let said = sentences.map { "csm-record: \($0)\n" }.joined()
        return status == 77 && output.isEmpty && errors == said
    }
}
