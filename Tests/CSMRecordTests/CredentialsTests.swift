import CSMTestSupport
import Foundation
import Testing

/// Keys that stand in the environment or in a profile, and which of the two a push signs with.
struct CredentialsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var config = ""
        var credentials = ""
        var options: [String] = []
        var environment: [String: String] = [:]
        var keys = TestKeys.plain
        let provider: String
    }

    private static let inEnvironment = [
        Case(
            testDescription: "without a session token", environment: TestKeys.plain.variables,
            provider: "the environment"),
        Case(
            testDescription: "with a session token", environment: TestKeys.session.variables,
            keys: .session, provider: "the environment"),
        Case(
            testDescription: "with an empty session token",
            environment: TestKeys.plain.variables.merging(["AWS_SESSION_TOKEN": ""]) { $1 },
            provider: "the environment"),
        Case(
            testDescription: "before the default profile",
            credentials: "[default]\n\(TestKeys.wrong.settings)",
            environment: TestKeys.plain.variables, provider: "the environment"),
        Case(
            testDescription: "before the profile that AWS_PROFILE names",
            credentials: "[team]\n\(TestKeys.wrong.settings)",
            environment: TestKeys.plain.variables.merging(["AWS_PROFILE": "team"]) { $1 },
            provider: "the environment"),
        Case(
            testDescription: "beside a default profile that is broken",
            credentials: "[default]\naws_access_key_id = \(TestKeys.wrong.accessKey)\n",
            environment: TestKeys.plain.variables, provider: "the environment"),
        Case(
            testDescription: "beside a named profile without credentials",
            config: "[profile team]\nregion = eu-west-1\n",
            environment: TestKeys.plain.variables.merging(["AWS_PROFILE": "team"]) { $1 },
            provider: "the environment"),
        Case(
            testDescription: "before a web identity and a container's agent",
            environment: TestKeys.plain.variables.merging([
                "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/none", "AWS_ROLE_ARN": "arn:none",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": Uploader.nowhere,
            ]) { $1 },
            provider: "the environment"),
    ]

    private static let inProfile = [
        Case(
            testDescription: "the default one of the credentials file",
            credentials: "[default]\n\(TestKeys.plain.settings)", provider: "profile default"),
        Case(
            testDescription: "the default one of the config file",
            config: "[default]\n\(TestKeys.plain.settings)", provider: "profile default"),
        Case(
            testDescription: "the config file's [profile default]",
            config: """
                [default]
                \(TestKeys.wrong.settings)
                [profile default]
                \(TestKeys.plain.settings)
                """, provider: "profile default"),
        Case(
            testDescription: "with a session token",
            credentials: "[default]\n\(TestKeys.session.settings)", keys: .session,
            provider: "profile default"),
        Case(
            testDescription: "the credentials file's keys before the config file's",
            config: "[profile team]\n\(TestKeys.wrong.settings)",
            credentials: "[team]\n\(TestKeys.plain.settings)", options: ["--profile", "team"],
            provider: "profile team"),
        Case(
            testDescription: "with the token of its own file alone",
            config: "[profile team]\n\(TestKeys.session.settings)",
            credentials: "[team]\n\(TestKeys.plain.settings)", options: ["--profile", "team"],
            provider: "profile team"),
        Case(
            testDescription: "with the token of its own section alone",
            config: "[default]\n\(TestKeys.session.settings)"
                + "[profile default]\n\(TestKeys.plain.settings)",
            provider: "profile default"),
        Case(
            testDescription: "AWS_PROFILE's", config: "[profile team]\n\(TestKeys.plain.settings)",
            credentials: "[default]\n\(TestKeys.wrong.settings)",
            environment: ["AWS_PROFILE": "team"], provider: "profile team"),
        Case(
            testDescription: "--profile's, whatever AWS_PROFILE and the environment's keys are",
            credentials: "[team]\n\(TestKeys.plain.settings)", options: ["--profile", "team"],
            environment: TestKeys.wrong.variables.merging(["AWS_PROFILE": "none"]) { $1 },
            provider: "profile team"),
        Case(
            testDescription: "--profile's, beside half of the environment's keys",
            credentials: "[team]\n\(TestKeys.plain.settings)", options: ["--profile", "team"],
            environment: ["AWS_SECRET_ACCESS_KEY": TestKeys.wrong.secret],
            provider: "profile team"),
        Case(
            testDescription: "of two words in quotes",
            config: "[profile \"two words\"]\n\(TestKeys.plain.settings)",
            options: ["--profile", "two words"], provider: "profile two words"),
        Case(
            testDescription: "among comments, blanks, blocks and capital letters",
            config: """
                # [default]

                ; aws_access_key_id = none
                [ default ]
                AWS_Access_Key_Id=\(TestKeys.plain.accessKey)
                s3 =
                  aws_secret_access_key = none
                  max_concurrent_requests = 20
                \taws_secret_access_key\t=  \(TestKeys.wrong.secret)
                aws_secret_access_key = \(TestKeys.plain.secret)
                """, provider: "profile default"),
        Case(
            testDescription: "with Windows's ends of lines",
            config: "[default]\n\(TestKeys.session.settings)".replacing("\n", with: "\r\n"),
            keys: .session, provider: "profile default"),
        Case(
            testDescription: "after a byte order mark",
            config: "\u{FEFF}[default]\n\(TestKeys.plain.settings)", provider: "profile default"),
        Case(
            testDescription: "of a file below ~",
            credentials: "[default]\n\(TestKeys.plain.settings)",
            environment: ["AWS_SHARED_CREDENTIALS_FILE": "~/credentials"],
            provider: "profile default"),
    ]

    private func push(_ own: Case) throws {
        let uploader = try Uploader(
            try FirehoseServer.knowingKeys(), config: own.config,
            credentials: own.credentials)
        let result = try uploader.push(own.options, environment: own.environment)
        #expect(try uploader.keysOfDelivery(result) == [own.keys.accessKey])
        #expect(result.errors == "csm-record: credentials from \(own.provider)\n")
    }

    @Test(arguments: inEnvironment)
    func `keys of the environment sign the calls`(own: Case) throws { try push(own) }

    @Test(arguments: inProfile)
    func `keys of a profile sign the calls`(own: Case) throws { try push(own) }

    @Test func `the files are those below the home folder where nothing names others`() throws {
        let uploader = try Uploader(try FirehoseServer.knowingKeys())
        try FileManager.default.createDirectory(
            atPath: uploader.folder.path(".aws"), withIntermediateDirectories: true)
        try uploader.write(".aws/config", "[profile team]\nregion = us-east-1\n")
        try uploader.write(".aws/credentials", "[team]\n\(TestKeys.session.settings)")
        let result = try uploader.push(
            ["--profile", "team"],
            environment: [
                "AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": "", "AWS_REGION": "",
            ])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.session.accessKey])
    }

    @Test func `-v alone tells where the credentials come from`() throws {
        let uploader = try Uploader(try FirehoseServer.knowingKeys())
        let result = try Program.run(
            Program.csmRecord, ["push", "--stream", "csm"],
            environment: TestKeys.plain.variables.merging([
                "CSM_RECORD_DB": uploader.folder.path("sessions.db"), "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": try #require(uploader.firehose).endpoint, "no_proxy": "*",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": uploader.folder.path("config"),
                "AWS_SHARED_CREDENTIALS_FILE": uploader.folder.path("credentials"),
            ]) { $1 })
        #expect(result.status == 0)
        #expect(!result.errors.contains("credentials from"))
    }

    @Test func `dry runs and the status take no credentials`() throws {
        let uploader = try Uploader()
        #expect(try uploader.push(["--dry-run"]).status == 0)
        #expect(try uploader.push(["--status"]).status == 0)
    }

    @Test func `what looks for secrets finds them`() {
        func secrets(_ text: String) -> [String] { Uploader.secrets(in: Data(text.utf8)) }
        for keys in TestKeys.all {
            for secret in [keys.accessKey, keys.secret, keys.token ?? "HiddenToken/"] {
                #expect(secrets("a Hidden AKIA \(secret) b") == [secret])
            }
        }
        #expect(secrets("ASIAIOSFODNN7EXAMPLE") == ["ASIAIOSFODNN7EXAMPLE"])
        #expect(secrets("the key ending in 0001") == [])
    }
}
