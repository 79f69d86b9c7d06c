import CSMTestSupport
import Foundation
import Testing

/// Keys and profiles that are wrong or not there: a sentence, exit code 77, and nothing is sent.
struct CredentialsRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var config = ""
        var credentials = ""
        var options: [String] = []
        var environment: [String: String] = [:]
        /// A line each; `{config}` and `{credentials}` are the files.
        let says: [String]
    }

    private static let neither = "it is neither in {config} nor in {credentials}"

    private static let cases = [
        Case(
            testDescription: "nothing anywhere",
            says: [
                """
                cannot find AWS credentials: none in the environment, a profile, a web \
                identity or a container; AWS_EC2_METADATA_DISABLED is set
                """,
                "pass --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID",
            ]),
        Case(
            testDescription: "an access key without its secret",
            environment: ["AWS_ACCESS_KEY_ID": TestKeys.plain.accessKey],
            says: ["cannot use AWS_ACCESS_KEY_ID: AWS_SECRET_ACCESS_KEY is not set"]),
        Case(
            testDescription: "a secret without its access key",
            environment: ["AWS_SECRET_ACCESS_KEY": TestKeys.plain.secret],
            says: ["cannot use AWS_SECRET_ACCESS_KEY: AWS_ACCESS_KEY_ID is not set"]),
        Case(
            testDescription: "an access key with an empty secret, and a profile that has both",
            credentials: "[default]\n\(TestKeys.plain.settings)",
            environment: [
                "AWS_ACCESS_KEY_ID": TestKeys.plain.accessKey, "AWS_SECRET_ACCESS_KEY": "",
            ], says: ["cannot use AWS_ACCESS_KEY_ID: AWS_SECRET_ACCESS_KEY is not set"]),
        Case(
            testDescription: "a --profile that is not there, beside the environment's keys",
            options: ["--profile", "team"], environment: TestKeys.plain.variables,
            says: ["cannot use profile team: \(neither)"]),
        Case(
            testDescription: "an AWS_PROFILE that is not there, beside the environment's keys",
            credentials: "[default]\n\(TestKeys.plain.settings)",
            environment: TestKeys.plain.variables.merging(["AWS_PROFILE": "team"]) { $1 },
            says: ["cannot use profile team: \(neither)"]),
        Case(
            testDescription: "an AWS_PROFILE with half of its keys, beside the environment's keys",
            credentials: "[team]\naws_access_key_id = \(TestKeys.wrong.accessKey)\n",
            environment: TestKeys.plain.variables.merging(["AWS_PROFILE": "team"]) { $1 },
            says: ["cannot use profile team: it has no aws_secret_access_key"]),
        Case(
            testDescription: "a default profile with half of its keys",
            config: "[default]\naws_secret_access_key = \(TestKeys.wrong.secret)\n",
            says: ["cannot use profile default: it has no aws_access_key_id"]),
        Case(
            testDescription: "a --profile without credentials, beside the environment's keys",
            config: "[profile team]\nregion = us-east-1\n", options: ["--profile", "team"],
            environment: TestKeys.plain.variables,
            says: ["cannot use profile team: it has no credentials"]),
        Case(
            testDescription: "a profile whose services section is not there",
            config: "[profile team]\nservices = mien\n[services mine]\n",
            options: ["--profile", "team"],
            environment: TestKeys.plain.variables.merging(["AWS_ENDPOINT_URL_FIREHOSE": ""]) { $1 },
            says: ["cannot use profile team: its services section mien is not in {config}"]),
        Case(
            testDescription: "a profile with a web identity and no role",
            config: "[profile team]\nweb_identity_token_file = /none\nrole = arn:role\n",
            environment: ["AWS_PROFILE": "team"],
            says: ["cannot use profile team: its web_identity_token_file has no role_arn"]),
        Case(
            testDescription: "a section of the config file without the word profile",
            config: "[team]\n\(TestKeys.plain.settings)", options: ["--profile", "team"],
            says: ["cannot use profile team: \(neither)"]),
        Case(
            testDescription: "a section of the credentials file with the word profile",
            credentials: "[profile team]\n\(TestKeys.plain.settings)",
            options: ["--profile", "team"], says: ["cannot use profile team: \(neither)"]),
        Case(
            testDescription: "a web identity without a role",
            environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/none"],
            says: ["cannot use AWS_WEB_IDENTITY_TOKEN_FILE: AWS_ROLE_ARN is not set"]),
    ]

    @Test(arguments: cases)
    func `what is wrong with credentials is said, and nothing is sent`(own: Case) throws {
        let uploader = try Uploader(config: own.config, credentials: own.credentials)
        let result = try uploader.push(own.options, environment: own.environment)
        let said = own.says.map {
            let line = $0.replacing("{config}", with: uploader.folder.path("config"))
                .replacing("{credentials}", with: uploader.folder.path("credentials"))
            return "csm-record: \(line)\n"
        }
        #expect(result.errors == said.joined())
        #expect(result.status == 77)
        #expect(result.output == "")
    }

    @Test(arguments: [
        ("aws_secret_access_key = \(TestKeys.plain.secret)\n[default]\n", 1, "a section"),
        ("[default]\n\n\(TestKeys.plain.secret)\n", 3, "no equals sign"),
        ("# first\n[default\n\(TestKeys.plain.settings)", 2, "a bracket left open"),
        ("\n[default]\n[team\n", 3, "a bracket left open at the end"),
        ("[default]\r\n\r\n\(TestKeys.plain.secret)\r\n", 3, "Windows's ends of lines"),
    ])
    func `a malformed file is named with its line and nothing of its text`(
        text: String, line: Int, what: String
    ) throws {
        for name in ["config", "credentials"] {
            let uploader = try Uploader()
            let path = try uploader.write(name, text)
            // Not even beside keys: who knows what the file was to say.
            let result = try uploader.push(environment: TestKeys.plain.variables)
            #expect(result.status == 77, "\(what)")
            #expect(result.output == "")
            let start = "csm-record: cannot read \(path): line \(line): expected "
            #expect(result.errors.hasPrefix(start), "\(what): \(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func `a file that is not in UTF-8 is said to be so`() throws {
        let uploader = try Uploader()
        let path = uploader.folder.path("credentials")
        try Data([0x5B, 0xFF, 0xFE, 0x5D]).write(to: URL(filePath: path))
        let result = try uploader.push(environment: TestKeys.plain.variables)
        #expect(
            result.isRefusal(
                "cannot read \(path): it is not readable, not in UTF-8, or longer than 1 MiB"))
    }

    @Test(arguments: ["UnrecognizedClientException", "InvalidSignatureException"])
    func `keys that Firehose does not take end in its own code and 77`(code: String) throws {
        let firehose = try FirehoseServer.knowingKeys()
        let keys = TestKeys(number: 99, hasToken: false)
        var variables = keys.variables
        if code == "InvalidSignatureException" {
            variables["AWS_ACCESS_KEY_ID"] = TestKeys.plain.accessKey
        }
        let result = try Uploader(firehose).push(environment: variables)
        #expect(result.status == 77)
        #expect(result.errors.contains("csm-record: cannot push to csm: \(code): "))
        #expect(try JSON(result.output)["events"].int == 0)
        #expect(try firehose.ledger()["calls"].array.map { $0["code"].string } == [code])
    }
}
