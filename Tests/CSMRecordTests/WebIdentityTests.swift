import CSMTestSupport
import Foundation
import Testing

/// Roles that are assumed with an identity provider's token, as CI systems and Kubernetes give one.
struct WebIdentityTests {
    private let server: CredentialsServer
    private let firehose: FirehoseServer

    private static let arn = "arn:aws:iam::123456789012:role/ci"

    init() throws {
        server = try CredentialsServer()
        firehose = try FirehoseServer.knowingKeys()
        try trust("\"HiddenToken/web.identity\"")
    }

    private func trust(_ token: String, _ more: String = "", script: String = "") throws {
        try server.hand(
            out: more,
            """
            "sts": {"script": [\(script)],
            "roles": {"\(Self.arn)": {"web_identity": \(token), "renew": "/dev/null"}}}
            """)
    }

    private let variables = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/token", "AWS_ROLE_ARN": arn,
        "AWS_ROLE_SESSION_NAME": "job-1",
    ]

    private func uploader(config: String = "", token: String) throws -> Uploader {
        let uploader = try Uploader(firehose, server, config: config)
        try uploader.write("token", token)
        return uploader
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func `the environment names a token and a role`(end: String) throws {
        let uploader = try uploader(token: "HiddenToken/web.identity" + end)
        let result = try uploader.push(environment: variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(result.errors == "csm-record: credentials from web identity for \(Self.arn)\n")
        let call = try server.log()[0]
        #expect(call["what"].string == "AssumeRoleWithWebIdentity")
        #expect(call["authorization"].isNull, "it is not signed")
        #expect(call["parameters"]["RoleSessionName"].string == "job-1")
    }

    @Test func `a profile names a token and a role`() throws {
        let uploader = try uploader(
            config: """
                [profile team]
                role_arn = \(Self.arn)
                web_identity_token_file = ~/token
                role_session_name = job-2
                """, token: "HiddenToken/web.identity")
        let result = try uploader.push(
            ["--profile", "team"], environment: TestKeys.wrong.variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(try server.log()[0]["parameters"]["RoleSessionName"].string == "job-2")
    }

    @Test func `a role may be assumed by means of a web identity's`() throws {
        try server.hand(
            out: "",
            """
            "sts": {"roles": {
            "\(Self.arn)": {"web_identity": "HiddenToken/web.identity"},
            "\(Self.arn)/push": {"caller": "\(TestKeys.issued[0].accessKey)"}}}
            """)
        let uploader = try uploader(
            config: """
                [profile team]
                role_arn = \(Self.arn)/push
                source_profile = ci
                [profile ci]
                role_arn = \(Self.arn)
                web_identity_token_file = {folder}/token
                """, token: "HiddenToken/web.identity")
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[1].accessKey])
    }

    @Test func `the environment's comes before a container's agent, and after a profile`() throws {
        let uploader = try uploader(token: "HiddenToken/web.identity")
        let container = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/x"]
        let result = try uploader.push(environment: variables.merging(container) { $1 })
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(try server.log().map { $0["service"].string } == ["sts"])

        try firehose.control(TestKeys.control())
        let other = try Uploader(
            firehose, server, credentials: "[default]\n\(TestKeys.plain.settings)")
        let keys = try other.keysOfDelivery(try other.push(environment: variables))
        #expect(keys == [TestKeys.plain.accessKey])
    }

    @Test func `the token is read anew whenever credentials are fetched`() throws {
        let uploader = try uploader(token: "HiddenToken/1")
        // The server writes the next token when it has seen this one.
        let tokens = (1...6).map { "\"HiddenToken/\($0)\"" }.joined(separator: ",")
        try server.hand(
            out: ", \"expires_in_s\": 20",
            uploader.text(
                """
                "sts": {"roles": {"\(Self.arn)":
                {"web_identity": [\(tokens)], "renew": "{folder}/token"}}}
                """))
        try firehose.control(
            TestKeys.control(#", "script": [{"do": "all_fail", "code": "InternalFailure"}]"#))
        let keys = try uploader.keysOfDelivery(try uploader.push(environment: variables))
        #expect(keys.count == 2)
        #expect(keys[0] != keys[1])
        let sent = try server.log().map { $0["parameters"]["WebIdentityToken"].string }
        #expect(sent.count >= 2)
        #expect(sent == (1...sent.count).map { "HiddenToken/\($0)" })
    }

    @Test(arguments: [
        ("/none", "the file does not exist or is not readable"),
        ("{folder}", "the file does not exist or is not readable"),
        ("{folder}/empty", "it is empty"),
    ])
    func `a token that is not there is said to be so`(path: String, reason: String) throws {
        let uploader = try uploader(token: "")
        try uploader.write("empty", " \n")
        let result = try uploader.push(
            environment: variables.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": path]) { $1 })
        let said = "cannot read the web identity token \(uploader.text(path)): \(reason)"
        #expect(result.isRefusal(said), "\(result)")
        #expect(try server.log().isEmpty)
    }

    @Test func `a token that STS does not take is refused, and not shown`() throws {
        let uploader = try uploader(token: "HiddenToken/other")
        let result = try uploader.push(environment: variables)
        let reason = """
            STS returned InvalidIdentityToken: No OpenIDConnect provider found for that token.
            """
        #expect(result.isRefusal("cannot assume \(Self.arn): \(reason)"), "\(result)")
        #expect(try server.log().count == 1)
    }

    @Test func `an STS that repeats the token is quoted without it`() throws {
        try trust(
            "\"x\"",
            script: """
                {"do": "error", "status": 400, "code": "InvalidIdentityToken",
                "message": "The token HiddenToken/other is not known"}
                """)
        let result = try uploader(token: "HiddenToken/other").push(environment: variables)
        #expect(result.status == 77)
        #expect(result.errors.contains("STS returned InvalidIdentityToken"))
    }
}
