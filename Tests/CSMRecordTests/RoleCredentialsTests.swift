import CSMTestSupport
import Foundation
import Testing

/// Roles that a profile has assumed, with the keys of others, by an STS that verifies signatures.
struct RoleCredentialsTests {
    private let server: CredentialsServer
    private let firehose: FirehoseServer

    static let arn = "arn:aws:iam::123456789012:role/"

    init() throws {
        server = try CredentialsServer()
        firehose = try FirehoseServer.knowingKeys()
    }

    private func sts(_ roles: String, _ more: String = "") throws {
        let callers = [TestKeys.plain, .session].map { $0.json() }.joined(separator: ",")
        try server.hand(
            out: "", "\"sts\": {\"callers\": [\(callers)], \"roles\": {\(roles)}\(more)}, \(imds)")
    }

    private let imds = "\"imds\": {\"role\": \"web+server\"}"

    /// One role, that those keys may assume.
    private func sts(for keys: TestKeys, _ more: String = "") throws {
        try sts("\"\(Self.arn)push\": {\"caller\": \"\(keys.accessKey)\"}", more)
    }

    private static func profile(_ name: String, role: String = "push", _ more: String...) -> String
    {
        (["[profile \(name)]", "role_arn = \(arn)\(role)"] + more).joined(separator: "\n") + "\n"
    }

    private static let base = "[base]\n\(TestKeys.plain.settings)"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var config = ""
        var credentials = ""
        var environment: [String: String] = [:]
        var caller = TestKeys.plain
        /// Whose keys the role is assumed by.
        let source: String
    }

    private static let sources = [
        Case(
            testDescription: "another profile", config: profile("team", "source_profile = base"),
            credentials: base, source: "profile base"),
        Case(
            testDescription: "another profile, whatever keys the environment has",
            config: profile("team", "source_profile = base"), credentials: base,
            environment: TestKeys.wrong.variables, source: "profile base"),
        Case(
            testDescription: "another profile's keys with a session token",
            config: profile("team", "source_profile = base"),
            credentials: "[base]\n\(TestKeys.session.settings)", caller: .session,
            source: "profile base"),
        Case(
            testDescription: "itself",
            config: profile("team", "source_profile = team", TestKeys.plain.settings),
            source: "profile team"),
        Case(
            testDescription: "another profile's keys, though that has a role too",
            config: profile("team", "source_profile = base")
                + profile("base", role: "none", "source_profile = base", TestKeys.plain.settings),
            source: "profile base"),
        Case(
            testDescription: "a credential_process",
            config: profile("team", "source_profile = base")
                + "[profile base]\ncredential_process = cat {folder}/keys.json\n",
            source: "profile base's credential_process"),
        Case(
            testDescription: "the environment",
            config: profile("team", "credential_source = Environment"),
            environment: TestKeys.session.variables, caller: .session, source: "the environment"),
        Case(
            testDescription: "a container's agent",
            config: profile("team", "credential_source = EcsContainer"),
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/x"],
            caller: TestKeys.issued[0], source: "the container's agent"),
        Case(
            testDescription: "an EC2 instance",
            config: profile("team", "credential_source = Ec2InstanceMetadata"),
            environment: [
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}",
            ], caller: TestKeys.issued[0], source: "the EC2 instance's role"),
    ]

    @Test(arguments: sources)
    func `a role is assumed by means of`(own: Case) throws {
        try sts(for: own.caller)
        let uploader = try Uploader(
            firehose, server, config: own.config, credentials: own.credentials)
        try uploader.write("keys.json", TestKeys.plain.document())
        let result = try uploader.push(["--profile", "team"], environment: own.environment)
        let issued = own.caller == TestKeys.issued[0] ? 1 : 0
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[issued].accessKey])
        let name = "role \(Self.arn)push, by \(own.source)"
        #expect(result.errors == "csm-record: credentials from \(name)\n")
        let call = try #require(try server.log().last)
        #expect(call["what"].string == "AssumeRole")
        #expect(call["access_key"].string == own.caller.accessKey)
        #expect(call["region"].string == "us-east-1")
        #expect(
            call["parameters"].keys == ["Action", "Version", "RoleArn", "RoleSessionName"])
    }

    @Test func `a role of AWS_PROFILE is assumed too`() throws {
        try sts(for: .plain)
        let uploader = try Uploader(
            firehose, server, config: Self.profile("team", "source_profile = base"),
            credentials: Self.base)
        let result = try uploader.push(environment: ["AWS_PROFILE": "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
    }

    @Test func `settings of a role are sent as they are`() throws {
        let id = "one/two+three: \u{3D}"
        try sts("\"\(Self.arn)a/b c\": {\"external_id\": \"\(id)\"}")
        let uploader = try Uploader(
            firehose, server,
            config: Self.profile(
                "team", role: "a/b c", "source_profile = base", "external_id = \(id)",
                "role_session_name = me@work", "duration_seconds = 900"), credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        let sent = try server.log()[0]["parameters"]
        #expect(sent["ExternalId"].string == id)
        #expect(sent["RoleSessionName"].string == "me@work")
        #expect(sent["DurationSeconds"].string == "900")
    }

    @Test func `a chain of two roles is assumed from its end, in one region`() throws {
        try sts(
            """
            "\(Self.arn)middle": {"caller": "\(TestKeys.plain.accessKey)"},
            "\(Self.arn)push": {"caller": "\(TestKeys.issued[0].accessKey)"}
            """)
        let uploader = try Uploader(
            firehose, server,
            config: Self.profile("team", "source_profile = middle", "region = us-east-1")
                + Self.profile("middle", role: "middle", "source_profile = base"),
            credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[1].accessKey])
        let name = "role \(Self.arn)push, by role \(Self.arn)middle, by profile base"
        #expect(result.errors == "csm-record: credentials from \(name)\n")
        let log = try server.log()
        #expect(
            log.map { $0["parameters"]["RoleArn"].string }
                == ["middle", "push"].map { Self.arn + $0 })
    }

    @Test(arguments: [
        (["--region", "eu-west-1"], "", "", "eu-west-1"),
        ([], "us-gov-west-1", "", "us-gov-west-1"),
        ([], "", "region = cn-north-1", "cn-north-1"),
    ])
    func `every role of a chain is asked for in the push's region`(
        options: [String], variable: String, setting: String, region: String
    ) throws {
        try firehose.control(TestKeys.control(", \"region\": \"\(region)\""))
        try sts("\"\(Self.arn)push\": {}, \"\(Self.arn)middle\": {}")
        let uploader = try Uploader(
            firehose, server,
            config: Self.profile("team", "source_profile = middle", setting)
                + Self.profile("middle", role: "middle", "source_profile = base"),
            credentials: Self.base)
        let result = try uploader.push(
            ["--profile", "team"] + options, environment: ["AWS_REGION": variable])
        _ = try uploader.keysOfDelivery(result)
        #expect(try server.log().map { $0["region"].string } == [region, region])
    }

    @Test func `a clock that is off is corrected for STS`() throws {
        try sts(for: .plain, ", \"clock_offset_s\": -4000")
        let uploader = try Uploader(
            firehose, server, config: Self.profile("team", "source_profile = base"),
            credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(try server.log().map { $0["status"].int } == [403, 200])
    }

    @Test(arguments: [
        #"{"do": "error"}"#, #"{"do": "error", "status": 503, "code": "ServiceUnavailable"}"#,
        #"{"do": "error", "status": 400, "code": "Throttling"}"#, #""reset""#,
        #"{"do": "error", "status": 400, "code": "IDPCommunicationError"}"#,
        #"{"do": "body", "status": 502, "body": "<html>Bad gateway</html>"}"#,
    ])
    func `what may be over soon is tried again`(outcome: String) throws {
        try sts(for: .plain, ", \"script\": [\(outcome)]")
        let uploader = try Uploader(
            firehose, server, config: Self.profile("team", "source_profile = base"),
            credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(try server.log().count == 2)
    }
}

/// moto's STS, which somebody else wrote.
struct MotoRoleTests {
    private static let folder = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle").path

    /// Beside what `moto_firehose.py` sets up, a user who may assume a role, and the role, which may
    /// push.
    private static let setup = """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        from moto_firehose import check_from_now_on, client, setup
        endpoint = sys.argv[2]
        setup(endpoint)
        check_from_now_on(endpoint, "inf")
        iam = client("iam", endpoint)

        def policy(action, **more):
            return json.dumps(dict(Version="2012-10-17", Statement=[
                dict(Effect="Allow", Action=action, **more)]))

        trust = policy("sts:AssumeRole", Principal=dict(AWS="*"))
        role = iam.create_role(RoleName="push", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        iam.put_role_policy(RoleName="push", PolicyName="push",
                            PolicyDocument=policy("firehose:PutRecordBatch", Resource="*"))
        iam.create_user(UserName="me")
        iam.put_user_policy(UserName="me", PolicyName="assume",
                            PolicyDocument=policy("sts:AssumeRole", Resource="*"))
        key = iam.create_access_key(UserName="me")["AccessKey"]
        check_from_now_on(endpoint, "0")
        print(json.dumps(dict(role=role, id=key["AccessKeyId"], secret=key["SecretAccessKey"])))
        """

    @Test func `a role that moto's STS gives may push to moto's Firehose`() throws {
        let moto = try MotoServer()
        let setup = try Program.run(Program.python, ["-c", Self.setup, Self.folder, moto.endpoint])
        #expect(setup.status == 0, "\(setup.errors)")
        let keys = try JSON(setup.output)
        func text(_ name: String) -> String { keys[name].string ?? "" }
        let uploader = try Uploader(
            config: """
                [profile team]
                role_arn = \(text("role"))
                source_profile = base
                region = eu-central-1
                endpoint_url = \(moto.endpoint)
                [profile base]
                aws_access_key_id = \(text("id"))
                aws_secret_access_key = \(text("secret"))
                """)
        let own = ["AWS_ENDPOINT_URL_FIREHOSE": "", "AWS_ENDPOINT_URL_STS": "", "AWS_REGION": ""]
        // These keys alone may not.
        let refused = try uploader.push(
            ["--profile", "base", "--region", "eu-central-1", "--endpoint-url", moto.endpoint],
            environment: own)
        #expect(refused.status == 77)
        #expect(refused.errors.contains("AccessDenied"))

        let result = try uploader.push(["--profile", "team"], environment: own)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try JSON(result.output)["events"].int == 78)
        let name = "role \(text("role")), by profile base"
        #expect(result.errors == "csm-record: credentials from \(name)\n")
    }
}
