import CSMTestSupport
import Foundation
import Testing

/// Credentials that end while a push goes on.
struct CredentialsRenewalTests {
    private let server: CredentialsServer

    init() throws { server = try CredentialsServer() }

    private static let container = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/creds"
    ]

    /// A call that is answered, and delivers nothing.
    private static let nothing = #"{"do": "all_fail", "code": "InternalFailure"}"#

    private static func error(_ code: String, status: Int = 400, form: String = "type") -> String {
        #"{"do": "error", "status": \#(status), "code": "\#(code)", "form": "\#(form)"}"#
    }

    private let expired = error("ExpiredTokenException")

    private func uploader(_ script: [String]) throws -> Uploader {
        try Uploader(try FirehoseServer.knowingKeys(script.joined(separator: ",")), server)
    }

    /// Such as `[1, 1, 2]`: which of the issued keys signed each call.
    private func numbers(_ keys: [String?]) -> [Int] {
        keys.map { key in
            (TestKeys.issued.firstIndex { $0.accessKey == key } ?? -2) + 1
        }
    }

    @Test func `keys that hold long are fetched once`() throws {
        try server.hand(out: "")
        let uploader = try uploader([Self.nothing, Self.nothing])
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
        #expect(numbers(keys) == [1, 1, 1])
        #expect(try server.log().count == 1)
    }

    @Test func `keys without an end are fetched once`() throws {
        try server.hand(out: ", \"expires_in_s\": null")
        let uploader = try uploader([Self.nothing])
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
        #expect(numbers(keys) == [1, 1])
    }

    @Test(arguments: [1, 30, 290])
    func `keys that end soon are new for each call`(seconds: Int) throws {
        try server.hand(out: ", \"expires_in_s\": \(seconds)")
        let uploader = try uploader([Self.nothing, Self.nothing])
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
        #expect(keys.count == 3)
        #expect(numbers(keys) == numbers(keys).sorted())
        #expect(Set(keys).count == 3)
    }

    @Test func `a role's keys that end soon are assumed anew, by keys that hold`() throws {
        let role = "arn:aws:iam::123456789012:role/push"
        try server.hand(
            out: ", \"expires_in_s\": 20",
            """
            "sts": {"callers": [\(TestKeys.plain.json())],
            "roles": {"\(role)": {"caller": "\(TestKeys.plain.accessKey)"}}}
            """)
        let uploader = try uploader([Self.nothing])
        try uploader.write(
            "config",
            """
            [default]
            role_arn = \(role)
            source_profile = base
            [profile base]
            \(TestKeys.plain.settings)
            """)
        let keys = try uploader.keysOfDelivery(try uploader.push())
        #expect(keys.count == 2)
        #expect(Set(keys).count == 2)
        #expect(try server.log().allSatisfy { $0["status"].int == 200 })
    }

    @Test func `a container's token file is read anew each time`() throws {
        let uploader = try uploader([Self.nothing])
        try uploader.write("token", "HiddenToken/1\n")
        // The server writes the next token when it has seen this one.
        let tokens = (1...6).map { "\"HiddenToken/\($0)\"" }.joined(separator: ",")
        try server.hand(
            out: ", \"expires_in_s\": 20",
            uploader.text(
                "\"container\": {\"authorization\": [\(tokens)], \"renew\": \"{folder}/token\"}"))
        let file = ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/token"]
        let result = try uploader.push(environment: Self.container.merging(file) { $1 })
        #expect(try uploader.keysOfDelivery(result).count == 2)
        let sent = try server.log().map { $0["authorization"].string }
        #expect(sent.count >= 2)
        #expect(sent == (1...sent.count).map { "HiddenToken/\($0)" })
    }

    @Test(arguments: [400, 403], ["ExpiredTokenException", "ExpiredToken", "RequestExpired"])
    func `keys that Firehose calls expired are fetched again`(status: Int, code: String) throws {
        try server.hand(out: "")
        for form in ["header", "type_ns", "xml"] {
            let uploader = try uploader([Self.error(code, status: status, form: form)])
            try server.hand(out: "")
            let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
            #expect(numbers(keys) == [1, 2], "\(form)")
            #expect(try server.log().count == 2)
        }
    }

    /// What asks for a code ends by the same Ctrl-C as the push.
    @Test(arguments: [0, 1])
    func `Ctrl-C while keys are fetched leaves the rest for the next time`(fetched: Int) throws {
        let uploader = try uploader(fetched == 0 ? [] : [expired])
        try uploader.write("keys.json", TestKeys.session.document())
        for number in 0..<fetched { try uploader.write("turn\(number)", "") }
        let ask = "rm {folder}/turn0 || { kill -INT $PPID; exit 130; }; cat {folder}/keys.json"
        try uploader.script("ask", ask.replacing("$PPID", with: "$1"))
        try uploader.write("config", "[default]\ncredential_process = {folder}/ask $PPID\n")
        let result = try uploader.push()
        #expect(result.status == 75, "\(result)")
        #expect(result.errors.contains("cannot push to csm: stopped"))
        #expect(try JSON(result.output)["events"].int == 0)
        #expect(try JSON(result.output)["calls"].int == fetched)
    }

    @Test func `keys that are expired once more are given up`() throws {
        try server.hand(out: "")
        let uploader = try uploader([expired, expired])
        let result = try uploader.push(environment: Self.container)
        #expect(result.status == 77)
        #expect(
            result.errors == """
                csm-record: credentials from the container's agent
                csm-record: cannot push to csm: ExpiredTokenException: By script.

                """)
        #expect(try JSON(result.output)["events"].int == 0)
        let calls = try #require(uploader.firehose).ledger()["calls"].array
        #expect(numbers(calls.map { $0["access_key"].string }) == [1, 2])
        #expect(try server.log().count == 2)
    }

    @Test func `keys that have worked since may expire again`() throws {
        try server.hand(out: "")
        let uploader = try uploader([expired, Self.nothing, expired])
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
        #expect(numbers(keys) == [1, 2, 2, 3])
    }

    @Test func `keys that are the same again are tried once more`() throws {
        let uploader = try uploader([expired, expired])
        let result = try uploader.push(environment: TestKeys.session.variables)
        #expect(result.status == 77)
        #expect(try #require(uploader.firehose).ledger()["calls"].array.count == 2)
    }

    @Test func `an agent that fails later on is no matter while the keys hold`() throws {
        try server.hand(
            out: ", \"expires_in_s\": 200",
            """
            "container": {"script": ["ok", \(Array(repeating: Self.gone, count: 9)
                .joined(separator: ","))]}
            """)
        let uploader = try uploader([Self.nothing])
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: Self.container))
        #expect(numbers(keys) == [1, 1])
        #expect(try server.log().count > 1)
    }

    private static let gone = #"{"do": "error", "status": 404, "code": "Gone"}"#

    /// The first call delivers a record of two, and then the keys are over.
    private static let half = #"{"do": "partial", "fail": [1], "code": "InternalFailure"}"#

    @Test(arguments: [
        ("expired", [half, error("ExpiredTokenException")], 3600),
        ("over", [half], -10),
    ])
    func `where no new keys are to be had it ends with 77, and what arrived is told`(
        what: String, script: [String], seconds: Int
    ) throws {
        // Of keys that are over, the first call fetches new ones as well.
        let good = seconds > 0 ? ["\"ok\""] : ["\"ok\"", "\"ok\""]
        let outcomes = (good + Array(repeating: Self.gone, count: 5)).joined(separator: ",")
        try server.hand(
            out: ", \"expires_in_s\": \(seconds)", "\"container\": {\"script\": [\(outcomes)]}")
        let uploader = try uploader(script)
        let result = try uploader.push(environment: Self.container)
        #expect(result.status == 77, "\(what)")
        let said = "get credentials from the container's agent: it responds with HTTP status 404"
        #expect(result.errors.hasSuffix("csm-record: cannot \(said)\n"))
        let delivered = try JSON(result.output)["events"].int ?? 0
        #expect(delivered > 0)
        #expect(delivered < 78)
        let copies = try #require(uploader.firehose).ledger()["copies"].keys.count
        #expect(copies == delivered)
        let status = try JSON(try uploader.push(["--status"]).output)["sessions"][0]
        #expect(status["delivered"].int == delivered)
        #expect(status["maybe_twice"].int == 0)

        // With keys, it goes on where it ended.
        let rest = try uploader.push(environment: TestKeys.plain.variables)
        #expect(try uploader.keysOfDelivery(rest).last == TestKeys.plain.accessKey)
        #expect(try JSON(rest.output)["events"].int == 78 - delivered)
    }
}
