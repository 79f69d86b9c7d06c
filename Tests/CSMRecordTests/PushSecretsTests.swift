import CSMTestSupport
import Foundation
import Testing

/// Credentials stay where they are: those that were recorded, and those of whoever pushes.
struct PushSecretsTests {
    private let recorded: Recorded
    /// What `Oracle/send_secrets.py` says that it sent.
    private let sent: JSON
    private let server: FirehoseServer

    private static let accessKey = "ASIAPUSHERKEY0000001"
    private static let secretKey = "PusherSecret/Key+0123456789abcdefghijklm"
    private static let token = "IQoJb3JpZ2luX2VjPUSHER/Token+Middle/0123456789=="

    init() throws {
        recorded = try Recorded()
        let script = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/send_secrets.py")
        let run = try recorded.run("python3", script.path, options: ["--keep-secrets"])
        #expect(run.status == 0, "\(run.errors)")
        sent = try JSON(run.output)
        server = try FirehoseServer(isReused: true)
        try control("[]")
    }

    private func control(_ script: String) throws {
        try server.control(
            """
            {"credentials": [{"access_key": "\(Self.accessKey)", "secret_key": "\(Self.secretKey)",
              "session_token": "\(Self.token)"}], "script": \(script)}
            """)
    }

    private func push(_ arguments: String...) throws -> ProgramResult {
        try Program.csmRecord(
            ["push", "--stream", "csm", "--endpoint-url", server.endpoint, "-v"] + arguments,
            database: recorded.database,
            environment: [
                "AWS_ACCESS_KEY_ID": Self.accessKey, "AWS_SECRET_ACCESS_KEY": Self.secretKey,
                "AWS_SESSION_TOKEN": Self.token, "AWS_REGION": "us-east-1",
                "HOME": recorded.folder.url.path,
            ])
    }

    /// No part of the pusher's credentials that is of use.
    private static let own = [
        accessKey, secretKey, token, "PusherSecret/Key", "Token+Middle",
    ]

    private func expectNothing(of secrets: [String], in text: String, _ place: String) {
        for secret in secrets { #expect(!text.contains(secret), "\(secret) in \(place): \(text)") }
    }

    /// The database as it is on the disk.
    private func files() throws -> [(name: String, bytes: Data)] {
        try ["", "-wal", "-shm", "-journal"].compactMap { suffix in
            let path = recorded.database + suffix
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return (path, try Data(contentsOf: URL(filePath: path)))
        }
    }

    @Test func `no token and no whole access key is in what is pushed`() throws {
        let secrets = sent["secrets"].array.compactMap(\.string)
        #expect(secrets.count > 50)
        // It was recorded with all that is in it.
        let kept = try files().reduce(Data()) { $0 + $1.bytes }
        #expect(kept.range(of: Data("a plain secret 001".utf8)) != nil)

        let result = try push()
        #expect(result.status == 0, "\(result.errors)")
        let ledger = try server.ledger(lines: true)
        #expect(ledger["violations"].array.isEmpty)
        let lines = ledger["lines"].keys.compactMap { ledger["lines"][$0].string }
        #expect(lines.count == sent["events"].int)
        for line in lines {
            expectNothing(of: secrets + Self.own, in: line, "a line")
            #expect(line.firstMatch(of: /A[KS]IA[0-9A-Z]{12,}/) == nil, "\(line)")
            #expect(!names(try JSON(line)).contains("sessiontoken"), "\(line)")
        }
        for output in [result.output, result.errors] {
            expectNothing(of: secrets + Self.own, in: output, "the output")
        }
        let report = try JSON(try push("--status", "--format", "json").output)["sessions"][0]
        #expect(report["delivered"].int == sent["events"].int)
        #expect(report["kept_home"].int == sent["others"].int)
        for file in try files() {
            for secret in Self.own {
                #expect(file.bytes.range(of: Data(secret.utf8)) == nil, "\(secret): \(file.name)")
            }
        }
    }

    /// The names of an object and of all objects in it, in lower case.
    private func names(_ json: JSON) -> Set<String> {
        var found = Set(json.keys.map { $0.lowercased() })
        for key in json.keys { found.formUnion(names(json[key])) }
        for element in json.array { found.formUnion(names(element)) }
        return found
    }

    /// What AWS answers to a wrong signature: the request as it should have been, token and all.
    private static let canonical =
        "The Canonical String for this request should have been 'POST / "
        + "host:127.0.0.1 x-amz-date:20261123T000000Z x-amz-security-token:\(token) "
        + "host;x-amz-date;x-amz-security-token e3b0c442' Authorization=AWS4-HMAC-SHA256 "
        + "Credential=\(accessKey)/20261123/us-east-1/firehose/aws4_request, "
        + "SignedHeaders=host, Signature=0123 with the key \(secretKey)."

    @Test(arguments: [
        ("InvalidSignatureException", 403, "header", 77),
        ("IncompleteSignatureException", 403, "xml", 77),
        ("AccessDeniedException", 400, "type", 77), ("UnrecognizedClientException", 403, "xml", 77),
        ("ExpiredTokenException", 403, "type_ns", 77), ("ValidationException", 400, "header", 65),
        ("ResourceNotFoundException", 400, "header_url", 66),
        ("ThrottlingException", 400, "type", 75), ("AccessDeniedException", 403, "xml_root", 77),
    ])
    func `an answer that repeats the request does not show its keys`(
        code: String, status: Int, form: String, exit: Int
    ) throws {
        let message = Self.canonical.replacing("'", with: form.hasPrefix("xml") ? "&apos;" : "'")
        let error = """
            {"do": "error", "status": \(status), "code": "\(code)", "form": "\(form)",
             "message": "\(message)"}
            """
        try control("[\(error), \(error), \(error)]")
        let outputs = try ["text", "json", "csv", "markdown"].map { format in
            let result = try push("--format", format)
            if format == "text" {
                #expect(result.status == Int32(exit), "\(result.errors)")
                #expect(result.errors.contains("cannot push to csm: \(code)"))
                #expect(result.errors.contains("The Canonical String for this request"))
            }
            return result.output + result.errors
        }
        for output in outputs { expectNothing(of: Self.own, in: output, "the output") }
        for file in try files() {
            for secret in Self.own {
                #expect(file.bytes.range(of: Data(secret.utf8)) == nil, "\(secret): \(file.name)")
            }
        }
    }
}
