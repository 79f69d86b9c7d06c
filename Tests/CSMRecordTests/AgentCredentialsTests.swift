import CSMTestSupport
import Foundation
import Testing

/// Credentials that a container's agent or an EC2 instance's metadata service hands out.
struct AgentCredentialsTests {
    private let server: CredentialsServer
    private let firehose: FirehoseServer

    init() throws {
        server = try CredentialsServer()
        firehose = try FirehoseServer.knowingKeys()
        try server.hand(out: "")
    }

    private static let container = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/creds?id=a%20b"
    ]
    private static let instance = [
        "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}",
    ]

    private func push(
        _ environment: [String: String], in uploader: Uploader? = nil
    ) throws -> (result: PushResult, log: [JSON]) {
        let result = try (uploader ?? Uploader(firehose, server)).push(environment: environment)
        return (result, try server.log())
    }

    private func expectDelivery(
        _ environment: [String: String], from provider: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [JSON] {
        let uploader = try Uploader(firehose, server)
        let (result, log) = try push(environment, in: uploader)
        let keys = try uploader.keysOfDelivery(result, sourceLocation: sourceLocation)
        #expect(keys == [TestKeys.issued[0].accessKey], sourceLocation: sourceLocation)
        #expect(
            result.errors == "csm-record: credentials from \(provider)\n",
            sourceLocation: sourceLocation)
        return log
    }

    // MARK: Containers

    @Test func `a container's agent hands out keys`() throws {
        let log = try expectDelivery(Self.container, from: "the container's agent")
        #expect(log.map { $0["what"].string } == ["/container/creds?id=a%20b"])
        #expect(log[0]["authorization"].isNull)
    }

    @Test(arguments: ["localhost", "127.3.2.1"])
    func `a container's agent may be at`(host: String) throws {
        let uri = "http://\(host):\(server.port)/container/creds"
        // It listens at 127.0.0.1 alone: to be refused there is to have been asked.
        let (result, _) = try push(["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri])
        if host == "localhost" {
            #expect(result.status == 0)
        } else {
            let reason = "cannot reach \(host):\(server.port): connection refused"
            let said = "cannot get credentials from the container's agent: \(reason)"
            #expect(result.isRefusal(said), "\(result)")
        }
    }

    @Test(arguments: [
        ("variable", "Bearer HiddenToken/variable"), ("file", "HiddenToken/file"),
        ("file, with an end of line", "HiddenToken/file"), ("both", "HiddenToken/file"),
    ])
    func `a container's token goes to its agent`(source: String, token: String) throws {
        try server.hand(out: "", "\"container\": {\"authorization\": \"\(token)\"}")
        let uploader = try Uploader(firehose, server)
        try uploader.write("token", "HiddenToken/file" + (source.contains("end") ? "\r\n" : ""))
        var variables = Self.container
        if source == "variable" || source == "both" {
            let other = source == "both" ? "HiddenToken/other" : token
            variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = other
        }
        if source != "variable" {
            variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "{folder}/token"
        }
        let (result, log) = try push(variables, in: uploader)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
        #expect(log.map { $0["authorization"].string } == [token])
    }

    /// On Linux these lead to loopback, too: a request would show in the log.
    @Test(arguments: [
        "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "127.1", "[::]", "0127.0.0.1", "+127.0.0.1",
    ])
    func `no token goes in clear to a host that is not near`(host: String) throws {
        let uri = "http://\(host):\(server.port)/container/creds"
        let (result, log) = try push([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": uri,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "HiddenToken/container",
        ])
        let reason =
            "a token would be sent unencrypted to \(host), which is not an agent's address"
        let said = "cannot use AWS_CONTAINER_CREDENTIALS_FULL_URI: \(reason)"
        #expect(result.isRefusal(said), "\(result)")
        #expect(log.isEmpty)
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/x", "it is not an http or https URL"),
        ("127.0.0.1/x", "it is not an http or https URL"),
        ("http://user@127.0.0.1:{port}/x", "it is not an http or https URL"),
        ("http://127.0.0.1.example:{port}/x", ""), ("http://localhost.example:{port}/x", ""),
        ("http://192.0.2.1/x", ""), ("http://[fe80::1]/x", ""), ("http://169.253.170.2/x", ""),
    ])
    func `a full URI that is none, or of a strange host, is refused`(
        uri: String, reason: String
    ) throws {
        let uri = uri.replacing("{port}", with: "\(server.port)")
        let (result, log) = try push(["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri])
        #expect(result.status == 77)
        let start = "csm-record: cannot use AWS_CONTAINER_CREDENTIALS_FULL_URI: "
        #expect(result.errors.hasPrefix(start + (reason.isEmpty ? "a token would" : reason)))
        #expect(log.isEmpty)
    }

    @Test(arguments: ["v2/creds", "@127.0.0.1:9/x", "http://127.0.0.1:9/x"])
    func `a relative URI that is no path is refused, whatever the full one is`(
        uri: String
    ) throws {
        let variables = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": uri]
        let (result, log) = try push(Self.container.merging(variables) { $1 })
        #expect(
            result.isRefusal(
                "cannot use AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "
                    + "it must begin with a slash"), "\(result)")
        #expect(log.isEmpty)
    }

    @Test(arguments: [
        (
            "no file",
            "cannot read the container's token {folder}/token: the file does not exist or is not readable"
        ),
        ("two lines", "cannot use the container's token: it has more than one line"),
    ])
    func `a container's token that is none goes nowhere`(what: String, says: String) throws {
        let uploader = try Uploader(firehose, server)
        if what == "two lines" {
            try uploader.write("token", "HiddenToken/one\r\nX-Header: HiddenToken/two\n")
        }
        let (result, log) = try push(
            Self.container.merging([
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "HiddenToken/variable",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/token",
            ]) { $1 }, in: uploader)
        #expect(result.isRefusal(uploader.text(says)), "\(result)")
        #expect(log.isEmpty)
    }

    @Test(arguments: [
        #""error", "error""#, #"{"do": "error", "status": 429, "code": "Throttled"}"#, #""reset""#,
        #"{"do": "slow", "seconds": 3}"#,
    ])
    func `a container's agent that fails is asked again`(script: String) throws {
        try server.hand(out: "", "\"container\": {\"script\": [\(script)]}")
        let uploader = try Uploader(firehose, server)
        let (result, log) = try push(Self.container, in: uploader)
        // Of a slow one, the first keys came too late.
        let keys = TestKeys.issued.map(\.accessKey)
        #expect(try keys.prefix(2).contains(#require(uploader.keysOfDelivery(result).first)))
        #expect(log.count == (script.contains(",") && script.hasPrefix("\"") ? 3 : 2))
    }

    @Test(arguments: [
        (#""error", "error", "error""#, "it responds with HTTP status 500", 3),
        (
            #"{"do": "error", "status": 404, "code": "NotFound"}"#,
            "it responds with HTTP status 404", 1
        ),
        (
            #"{"do": "error", "status": 403, "code": "Denied", "message": "HiddenToken/x"}"#,
            "it responds with HTTP status 403", 1
        ),
        (#"{"do": "body", "status": 302, "body": ""}"#, "it responds with HTTP status 302", 1),
        (
            #"{"do": "body", "body": "{\"HiddenSecret\": "}"#,
            "they are not in the expected JSON format", 1
        ),
        (#"{"do": "body", "body": ""}"#, "they are not in the expected JSON format", 1),
        (#"{"do": "body", "body": "{}"}"#, "AccessKeyId or SecretAccessKey is missing", 1),
    ])
    func `a container's agent without keys is said to be so`(
        script: String, reason: String, requests: Int
    ) throws {
        try server.hand(out: "", "\"container\": {\"script\": [\(script)]}")
        let (result, log) = try push(Self.container)
        let operation = reason.hasPrefix("it") ? "get credentials from" : "read the credentials of"
        let said = "cannot \(operation) the container's agent: \(reason)"
        #expect(result.isRefusal(said), "\(result)")
        #expect(log.count == requests)
    }

    @Test func `an agent that refuses the token is no reason to look elsewhere`() throws {
        try server.hand(out: "", "\"container\": {\"authorization\": \"HiddenToken/right\"}")
        let (result, log) = try push(Self.container.merging(Self.instance) { $1 })
        let reason = "it responds with HTTP status 401"
        let said = "cannot get credentials from the container's agent: \(reason)"
        #expect(result.isRefusal(said), "\(result)")
        #expect(log.map { $0["service"].string } == ["container"])
    }

    @Test func `agents are reached past any proxy`() throws {
        let proxies = [
            "http_proxy": Uploader.nowhere, "HTTPS_PROXY": Uploader.nowhere,
            "no_proxy": "127.0.0.1:\(firehose.port)",
        ]
        _ = try expectDelivery(
            Self.container.merging(proxies) { $1 }, from: "the container's agent")
        try server.hand(out: "")
        try firehose.control(TestKeys.control())
        _ = try expectDelivery(
            Self.instance.merging(proxies) { $1 }, from: "the EC2 instance's role")
    }

    // MARK: Instances

    private static let folder = "/latest/meta-data/iam/security-credentials/"
    private static let nothing =
        "cannot find AWS credentials: none in the environment, a profile, a web identity "
        + "or a container; "
    private static let advice =
        "pass --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID"

    @Test(arguments: ["web", "a+b=c,d.e@f-g_h"], ["", "/"])
    func `an EC2 instance's role has keys`(role: String, slash: String) throws {
        try server.hand(out: "", "\"imds\": {\"role\": \"\(role)\"}")
        let log = try expectDelivery(
            Self.instance.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}" + slash]) { $1 },
            from: "the EC2 instance's role")
        #expect(
            log.map { $0["what"].string?.removingPercentEncoding }
                == ["/latest/api/token", Self.folder, Self.folder + role])
    }

    @Test func `an EC2 instance is asked only after a container's agent`() throws {
        let log = try expectDelivery(
            Self.container.merging(Self.instance) { $1 }, from: "the container's agent")
        #expect(log.map { $0["service"].string } == ["container"])
    }

    @Test(arguments: ["true", "TRUE", "True"])
    func `an EC2 instance is not asked where that is turned off`(value: String) throws {
        let (result, log) = try push(
            Self.instance.merging(["AWS_EC2_METADATA_DISABLED": value]) { $1 })
        #expect(
            result.isRefusal(Self.nothing + "AWS_EC2_METADATA_DISABLED is set", Self.advice),
            "\(result)")
        #expect(log.isEmpty)
    }

    @Test(arguments: [
        (#"{"script": [{"do": "error", "status": 403}]}"#, "HTTP status 403", 1),
        (#"{"script": [{"do": "error", "status": 404}]}"#, "HTTP status 404", 1),
        (#"{"script": ["error"]}"#, "HTTP status 500", 1),
        (#"{"script": ["ok", {"do": "error", "status": 401}]}"#, "HTTP status 401", 2),
        (#"{"role": null}"#, "it has no role", 2),
        (#"{"script": ["ok", {"do": "body", "body": "\n"}]}"#, "it has no role", 2),
        (
            #"{"script": ["ok", "ok", {"do": "body", "body": "<html>"}]}"#,
            "they are not in the expected JSON format", 3
        ),
        (
            #"{"script": ["ok", "ok", {"do": "body", "body": "{\"Code\": \"Failed\"}"}]}"#,
            "Failed: no reason", 3
        ),
        (
            #"{"script": ["ok", "ok", {"do": "body", "body": "{\"Code\": \"Success\"}"}]}"#,
            "AccessKeyId or SecretAccessKey is missing", 3
        ),
        (
            #"{"script": ["reset"]}"#,
            "cannot reach {host}: connection reset by peer", 1
        ),
        (#"{"script": ["slow"]}"#, "cannot reach {host}: no response in time", 1),
    ])
    func `an EC2 instance without keys is said to be so, and never asked without a token`(
        control: String, reason: String, requests: Int
    ) throws {
        try server.hand(out: "", "\"imds\": \(control)")
        let (result, log) = try push(Self.instance)
        let said = reason.replacing("{host}", with: "127.0.0.1:\(server.port)")
        #expect(
            result.isRefusal(Self.nothing + "EC2 instance metadata: \(said)", Self.advice),
            "\(result)")
        #expect(log.count == requests)
    }

    @Test func `a metadata endpoint that is no URL is said to be so`() throws {
        let (result, log) = try push(
            Self.instance.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "127.0.0.1"]) { $1 })
        #expect(result.status == 77)
        #expect(result.errors.contains("it is not an http or https URL"))
        #expect(log.isEmpty)
    }
}
