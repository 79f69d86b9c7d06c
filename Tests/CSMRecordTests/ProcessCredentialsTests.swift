import CSMTestSupport
import Foundation
import Testing

/// Credentials that a program writes: `credential_process`, and the AWS CLI for what only that can
/// log in with.
struct ProcessCredentialsTests {
    private static func uploader(
        _ command: String, _ firehose: FirehoseServer? = nil
    ) throws -> Uploader {
        try Uploader(firehose, config: "[profile team]\ncredential_process = \(command)\n")
    }

    private static let name = "profile team's credential_process"

    @Test(arguments: [
        ("cat {folder}/keys.json", TestKeys.session),
        ("\"{folder}/my helper\" 'two words' \"it's\" a\\ b '$HOME' \\\"", .session),
        ("my\\ helper 'two words' \"it's\" a\\ b '$HOME' \\\"", .session),
        ("printf '%s' '\(TestKeys.plain.document())'", .plain),
        ("printf '\\n %s \\r\\n' '\(TestKeys.plain.document())'", .plain),
    ])
    func `a program's output is credentials`(command: String, keys: TestKeys) throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Self.uploader(command, firehose)
        try uploader.write("keys.json", keys.document())
        try uploader.script(
            "my helper", "printf '<%s>' \"$@\" >{folder}/words\ncat {folder}/keys.json\n")
        let result = try uploader.push(
            ["--profile", "team"], environment: TestKeys.wrong.variables)
        #expect(try uploader.keysOfDelivery(result) == [keys.accessKey])
        #expect(result.errors == "csm-record: credentials from \(Self.name)\n")
        if command.contains("helper") {
            #expect(try uploader.read("words") == "<two words><it's><a b><$HOME><\">")
        }
    }

    @Test func `a program finds none of the event loops open`() throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Self.uploader("helper", firehose)
        try uploader.write("keys.json", TestKeys.plain.document())
        try uploader.script("helper", "ls -l /proc/$$/fd >{folder}/open\ncat {folder}/keys.json\n")
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])
        let open = try uploader.read("open")
        #expect(open.contains("-> "))
        #expect(!open.contains("[eventpoll]"), "\(open)")
    }

    @Test func `a program runs without what would have it recorded`() throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Self.uploader("helper", firehose)
        try uploader.write("keys.json", TestKeys.session.document())
        try uploader.script("helper", "env >{folder}/environment\ncat {folder}/keys.json\n")
        let result = try uploader.push(
            environment: [
                "AWS_PROFILE": "team", "AWS_CSM_ENABLED": "true", "AWS_CSM_PORT": "31000",
                "AWS_CSM_HOST": "127.0.0.1", "AWS_CSM_CLIENT_ID": "me", "KEPT": "yes",
            ])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.session.accessKey])
        let variables = try uploader.read("environment").split(separator: "\n")
        #expect(!variables.contains { $0.hasPrefix("AWS_CSM_") })
        for kept in ["KEPT=yes", "AWS_PROFILE=team", "AWS_REGION=us-east-1"] {
            #expect(variables.contains { $0 == kept })
        }
    }

    @Test func `a program's words on stderr reach the user, and its stdin is theirs`() throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Self.uploader("helper", firehose)
        try uploader.write("keys.json", TestKeys.session.document())
        try uploader.script(
            "helper", "echo asking >&2; read answer; echo got $? >&2; cat {folder}/keys.json\n")
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.session.accessKey])
        #expect(result.errors.hasPrefix("asking\ngot 1\ncsm-record: credentials from "))
    }

    @Test(arguments: [
        "2099-01-02T03:04:05Z", "2099-01-02T03:04:05+00:00", "2099-01-02T03:04:05.678Z",
        "2099-01-02T03:04:05.123456+00:00", "2099-01-02T03:04:05-0100",
    ])
    func `an Expiration may be in this form of ISO 8601`(expiration: String) throws {
        let firehose = try FirehoseServer.knowingKeys(
            #"{"do": "all_fail", "code": "InternalFailure"}"#)
        let uploader = try Self.uploader("echo >>{folder}/runs; cat {folder}/keys.json", firehose)
        let members = "\"Version\": 1, \"Expiration\": \"\(expiration)\","
        try uploader.write("keys.json", TestKeys.session.document(members))
        let result = try uploader.push(["--profile", "team"])
        let key = TestKeys.session.accessKey
        #expect(try uploader.keysOfDelivery(result) == [key, key])
        #expect(try uploader.read("runs") == "\n", "once, for they hold")
    }

    @Test(arguments: [
        (TestKeys.session.document(""), "cannot get", "its output has no \"Version\": 1"),
        (
            TestKeys.session.document("\"Version\": 2,"), "cannot get",
            "its output has no \"Version\": 1"
        ),
        ("", "cannot read", "they are not in the expected JSON format"),
        (TestKeys.session.secret, "cannot read", "they are not in the expected JSON format"),
        (
            String(TestKeys.session.document().dropLast()), "cannot read",
            "they are not in the expected JSON format"
        ),
        (
            "[\(TestKeys.session.document())]", "cannot read",
            "they are not in the expected JSON format"
        ),
        (
            #"{"Version": 1, "AccessKeyId": "x"}"#, "cannot read",
            "AccessKeyId or SecretAccessKey is missing"
        ),
        (
            #"{"Version": 1, "AccessKeyId": "", "SecretAccessKey": "x"}"#, "cannot read",
            "AccessKeyId or SecretAccessKey is missing"
        ),
        (
            TestKeys.session.document("\"Version\": 1, \"Expiration\": \"tomorrow\","),
            "cannot read", "their Expiration is not an ISO 8601 time"
        ),
    ])
    func `output that is no credentials is said to be so, and not shown`(
        output: String, what: String, reason: String
    ) throws {
        let uploader = try Self.uploader("cat {folder}/keys.json")
        try uploader.write("keys.json", output)
        let result = try uploader.push(["--profile", "team"])
        let operation = what == "cannot get" ? "get credentials from" : "read the credentials of"
        #expect(result.isRefusal("cannot \(operation) \(Self.name): \(reason)"), "\(result)")
    }

    @Test(arguments: [
        ("exit 3", 3), ("cat {folder}/keys.json; exit 1", 1), ("kill -TERM $$", 143),
        ("exec /none 2>/dev/null", 127),
    ])
    func `a program that fails is no source, whatever it wrote`(
        command: String, status: Int
    ) throws {
        let uploader = try Self.uploader(command)
        try uploader.write("keys.json", TestKeys.session.document())
        let result = try uploader.push(["--profile", "team"])
        let reason = "it exited with status \(status)"
        #expect(
            result.isRefusal("cannot get credentials from \(Self.name): \(reason)"), "\(result)")
    }

    @Test func `a program that writes on and on is not waited for`() throws {
        let uploader = try Self.uploader("timeout 5 yes")
        let result = try uploader.push(["--profile", "team"])
        #expect(result.status == 77)
        #expect(result.errors.hasPrefix("csm-record: cannot "))
        #expect(!result.errors.contains("status 124"), "it was still writing then")
    }

    // MARK: The AWS CLI

    struct Login: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var profile = "team"
        let settings: String
    }

    private static let logins = [
        Login(testDescription: "sso_session", settings: "sso_session = corp\nsso_role_name = x"),
        Login(testDescription: "sso_start_url", settings: "sso_start_url = https://a.example"),
        Login(testDescription: "login_session", settings: "login_session = arn:aws:iam::1:user/me"),
        Login(
            testDescription: "mfa_serial",
            settings: "role_arn = arn:x\nsource_profile = team\nmfa_serial = arn:aws:iam::1:mfa/me"),
        Login(
            testDescription: "sso_session", profile: "it's \"mine\" $(date)",
            settings: "sso_session = corp"),
    ]

    private static func uploader(
        _ login: Login, _ firehose: FirehoseServer? = nil, config: String = ""
    ) throws -> Uploader {
        // Quotation marks of a section's name are not part of it.
        let name = login.profile.replacing("\"", with: "").replacing("'", with: "")
        return try Uploader(firehose, config: "[profile \(name)]\n\(login.settings)\n" + config)
    }

    /// An `aws` that answers to its version, and to what it is asked for with `then`.
    private static func aws(_ uploader: Uploader, version: String, then: String) throws {
        try uploader.script(
            "aws",
            """
            if [ "$*" = --version ]; then echo "aws-cli/\(version) Python/3.13 Linux/6"; exit; fi
            printf '<%s>' "$@" >{folder}/words
            env >{folder}/environment
            \(then)
            """)
    }

    @Test(arguments: logins)
    func `the AWS CLI gives the credentials of a profile that it logs in`(login: Login) throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Self.uploader(login, firehose)
        try uploader.write(
            "keys.json",
            TestKeys.session.document(
                "\"Version\": 1, \"Expiration\": \"2099-01-02T03:04:05+00:00\","))
        try Self.aws(uploader, version: "2.31.0", then: "cat {folder}/keys.json")
        let profile = login.profile.filter { $0 != "\"" && $0 != "'" }
        let result = try uploader.push(
            ["--profile", profile], environment: ["AWS_CSM_ENABLED": "true"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.session.accessKey])
        let name = "the AWS CLI's profile \(profile)"
        #expect(result.errors == "csm-record: credentials from \(name)\n")
        let words = [
            "configure", "export-credentials", "--profile", profile, "--format", "process",
        ]
        #expect(try uploader.read("words") == words.map { "<\($0)>" }.joined())
        #expect(!(try uploader.read("environment")).contains("AWS_CSM_"))
    }

    @Test(arguments: logins, ["none", "1.44.0"])
    func `without the AWS CLI 2 it is said what to run`(login: Login, version: String) throws {
        let uploader = try Self.uploader(login)
        if version != "none" { try Self.aws(uploader, version: version, then: "exit 9") }
        let profile = login.profile.filter { $0 != "\"" && $0 != "'" }
        let result = try uploader.push(["--profile", profile])
        let setting = login.testDescription
        #expect(
            result.isRefusal(
                "cannot use profile \(profile): its \(setting) needs AWS CLI version 2, "
                    + "which is not installed",
                "install it, or run this where it is installed: aws configure export-credentials "
                    + "--profile '\(profile)' --format process"), "\(result)")
    }

    @Test func `an AWS CLI whose login is over says so itself`() throws {
        let uploader = try Self.uploader(Self.logins[0])
        try Self.aws(
            uploader, version: "2.31.0", then: "echo 'Run: aws sso login' >&2; exit 255")
        let result = try uploader.push(["--profile", "team"])
        #expect(
            result.isRefusal(
                "cannot get credentials from the AWS CLI's profile team: "
                    + "it exited with status 255"
            ) == false)
        #expect(result.status == 77)
        #expect(
            result.errors == """
                Run: aws sso login
                csm-record: cannot get credentials from the AWS CLI's profile team: it exited with \
                status 255

                """)
    }

    @Test func `a profile that the AWS CLI logs in may be a role's source`() throws {
        let server = try CredentialsServer()
        let role = "arn:aws:iam::123456789012:role/push"
        try server.hand(
            out: "",
            """
            "sts": {"callers": [\(TestKeys.session.json())],
            "roles": {"\(role)": {"caller": "\(TestKeys.session.accessKey)"}}}
            """)
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Uploader(
            firehose, server,
            config: """
                [profile team]
                role_arn = \(role)
                source_profile = login
                [profile login]
                sso_session = corp
                """)
        try uploader.write("keys.json", TestKeys.session.document())
        try Self.aws(uploader, version: "2.31.0", then: "cat {folder}/keys.json")
        let result = try uploader.push(["--profile", "team"])
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
    }
}
