import CSMTestSupport
import Foundation
import Testing

/// Roles that cannot be assumed: a sentence, exit code 77, and Firehose is not asked.
struct RoleRefusalTests {
    private static let arn = "arn:aws:iam::123456789012:role/push"

    private static func profile(_ settings: String..., name: String = "team") -> String {
        "[profile \(name)]\nrole_arn = \(arn)\n" + settings.joined(separator: "\n") + "\n"
    }

    private static let base = "[base]\n\(TestKeys.plain.settings)"

    @Test(arguments: [
        (profile(), "its role_arn has neither source_profile nor credential_source"),
        (
            profile("source_profile = base", "credential_source = Environment"),
            "it has both source_profile and credential_source"
        ),
        (
            profile("source_profile = none"),
            "its source_profile none is neither in {config} nor in {credentials}"
        ),
        (
            profile("source_profile = empty") + "[profile empty]\nregion = us-east-1\n",
            "its source_profile empty has no credentials"
        ),
        (profile("source_profile = team"), "it is its own source_profile, and has no keys"),
        (
            profile("credential_source = Somewhere"),
            "its credential_source is not Environment, Ec2InstanceMetadata or EcsContainer"
        ),
        (
            profile("credential_source = Environment"),
            "its credential_source is Environment, which has no keys"
        ),
        (
            profile("credential_source = Ec2InstanceMetadata"),
            "AWS_EC2_METADATA_DISABLED disables its credential_source"
        ),
    ])
    func `a profile whose role lacks something is said to`(
        config: String, reason: String
    ) throws {
        let uploader = try Uploader(config: config, credentials: Self.base)
        let said = reason.replacing("{config}", with: uploader.folder.path("config"))
            .replacing("{credentials}", with: uploader.folder.path("credentials"))
        for options in [["--profile", "team"], []] {
            let result = try uploader.push(
                options, environment: options.isEmpty ? ["AWS_PROFILE": "team"] : [:])
            #expect(result.isRefusal("cannot use profile team: \(said)"), "\(result)")
        }
    }

    @Test(arguments: [
        (
            profile("source_profile = two") + profile("source_profile = team", name: "two"),
            "two", "team, two, team"
        ),
        (
            profile("source_profile = two") + profile("source_profile = three", name: "two")
                + profile("source_profile = two", name: "three"), "three", "team, two, three, two"
        ),
    ])
    func `roles that go round in a loop are named`(
        config: String, last: String, loop: String
    ) throws {
        let result = try Uploader(config: config).push(["--profile", "team"])
        let reason = "its source_profile settings form a loop: \(loop)"
        #expect(result.isRefusal("cannot use profile \(last): \(reason)"), "\(result)")
    }

    @Test func `a source without the container's agent that it needs is said to be so`() throws {
        let config = Self.profile("credential_source = EcsContainer")
        let result = try Uploader(config: config).push(["--profile", "team"])
        #expect(result.status == 77)
        #expect(result.errors.contains("AWS_CONTAINER_CREDENTIALS_"))
    }

    /// What STS answers, what is said of it, and how often it is asked.
    @Test(arguments: [
        (
            #"{"do": "error", "status": 403, "code": "AccessDenied", "message": "Not you & me"}"#,
            "STS returned AccessDenied: Not you & me", 1
        ),
        (
            #"{"do": "error", "status": 400, "code": "ExpiredToken", "message": "It is expired"}"#,
            "STS returned ExpiredToken: It is expired", 1
        ),
        (
            #"{"do": "body", "status": 404, "body": "gone"}"#,
            "STS returned HTTP status 404: no reason", 1
        ),
        (#"{"do": "body", "body": "<Assume"}"#, "the response of STS has no credentials", 1),
        (#"{"do": "body", "body": ""}"#, "the response of STS has no credentials", 1),
        (
            #"{"do": "body", "body": "<AccessKeyId>x</AccessKeyId><SecretAccessKey>y"}"#,
            "the response of STS has no credentials", 1
        ),
        (
            #"""
            {"do": "body", "body": "<AccessKeyId>x</AccessKeyId><SecretAccessKey>y</SecretAccessKey><SessionToken>z</SessionToken><Expiration>soon</Expiration>"}
            """#,
            "their Expiration is not an ISO 8601 time", 1
        ),
        (#""error", "error", "error", "ok""#, "STS returned InternalFailure: By script.", 3),
    ])
    func `an STS that gives no credentials is quoted`(
        script: String, reason: String, calls: Int
    ) throws {
        let server = try CredentialsServer()
        try server.hand(out: "", "\"sts\": {\"script\": [\(script)]}")
        let uploader = try Uploader(
            nil, server, config: Self.profile("source_profile = base"), credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(result.isRefusal("cannot assume \(Self.arn): \(reason)"), "\(result)")
        #expect(try server.log().count == calls)
    }

    @Test func `an STS that repeats what it was sent is quoted without the keys`() throws {
        let keys = TestKeys.session
        let message = """
            Key \(keys.accessKey) with \(keys.secret).\\nx-amz-security-token:\(keys.token ?? "")
            """
        let server = try CredentialsServer()
        let outcome = """
            {"do": "error", "status": 403, "code": "SignatureDoesNotMatch", "message": "\(message)"}
            """
        try server.hand(out: "", "\"sts\": {\"script\": [\(outcome)]}")
        let uploader = try Uploader(
            nil, server, config: Self.profile("credential_source = Environment"))
        let result = try uploader.push(["--profile", "team"], environment: keys.variables)
        let reason = "STS returned SignatureDoesNotMatch: Key … with …."
        #expect(result.isRefusal("cannot assume \(Self.arn): \(reason)"), "\(result)")
    }

    @Test func `an STS that is not there is named`() throws {
        let uploader = try Uploader(
            config: Self.profile("source_profile = base"), credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        let reason = "cannot reach 127.0.0.1:9: connection refused"
        #expect(result.isRefusal("cannot assume \(Self.arn): \(reason)"), "\(result)")
    }

    @Test(arguments: [
        ("", "an external id that was not given"), ("external_id = other", "another external id"),
    ])
    func `a role that asks for an external id is not assumed with`(
        setting: String, what: String
    ) throws {
        let server = try CredentialsServer()
        let role = "{\"\(Self.arn)\": {\"external_id\": \"right\"}}"
        try server.hand(
            out: "", "\"sts\": {\"callers\": [\(TestKeys.plain.json())], \"roles\": \(role)}")
        let uploader = try Uploader(
            nil, server, config: Self.profile("source_profile = base", setting),
            credentials: Self.base)
        let result = try uploader.push(["--profile", "team"])
        #expect(result.status == 77, "\(what)")
        let start = "csm-record: cannot assume \(Self.arn): STS returned AccessDenied: User: "
        #expect(result.errors.hasPrefix(start))
        #expect(try server.log().count == 1)
    }
}
