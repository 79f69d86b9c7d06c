import AWSAccess
import CSMTestSupport
import Foundation
import Testing

/// Where services are, by botocore and by what the user set.
struct EndpointTests {
    private static let oracle = Fixtures.root.appending(
        path: "Tests/AWSAccessTests/Oracle/endpoints.py")

    @Test func `every region's endpoint is botocore's`() throws {
        let result = try Program.run(Program.python, [Self.oracle.path, "firehose"])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count > 100)
        for line in lines {
            let values = try JSON(String(line))
            let access = try access([
                "AWS_REGION": values[0].string ?? "",
                "AWS_USE_FIPS_ENDPOINT": values[1].value as? Bool == true ? "true" : "",
                "AWS_USE_DUALSTACK_ENDPOINT": values[2].value as? Bool == true ? "true" : "",
            ])
            #expect("\(access.endpoint)" == (values[3].string ?? "") + "/", "\(line)")
        }
    }

    @Test(arguments: [
        ("explicit", "https://explicit/"), (nil, "https://firehose-variable/"),
    ])
    func `the nearest setting wins`(explicit: String?, endpoint: String) throws {
        let access = try access(
            [
                "AWS_ENDPOINT_URL_FIREHOSE": "https://firehose-variable",
                "AWS_ENDPOINT_URL": "https://variable", "AWS_REGION": "eu-west-1",
            ], endpoint: explicit.map { "https://\($0)" })
        #expect("\(access.endpoint)" == endpoint)
    }

    @Test(arguments: [
        ("[profile p]\nservices = s\nendpoint_url = https://general\n", "https://special/"),
        ("[profile p]\nendpoint_url = https://general\n", "https://general/"),
        (
            "[profile p]\nendpoint_url = https://general\nignore_configured_endpoint_urls = true\n",
            "https://firehose.eu-west-1.amazonaws.com/"
        ),
        (
            "[profile p]\nuse_fips_endpoint = true\n",
            "https://firehose-fips.eu-west-1.amazonaws.com/"
        ),
    ])
    func `a profile has endpoints`(profile: String, endpoint: String) throws {
        let folder = try TemporaryFolder()
        let services =
            "[services s]\nsts =\n  endpoint_url = https://sts\nfirehose =\n"
            + "  endpoint_url = https://special\n"
        try (profile + services).write(
            toFile: folder.path("config"), atomically: true, encoding: .utf8)
        let access = try access([
            "AWS_CONFIG_FILE": folder.path("config"), "AWS_PROFILE": "p",
            "AWS_REGION": "eu-west-1",
        ])
        #expect("\(access.endpoint)" == endpoint)
    }

    @Test(arguments: [
        ("false", "https://general/"), ("", "https://firehose.eu-west-1.amazonaws.com/"),
    ])
    func `a variable is before the profile's setting`(ignore: String, endpoint: String) throws {
        let folder = try TemporaryFolder()
        let profile =
            "[default]\nendpoint_url = https://general\nignore_configured_endpoint_urls = true\n"
        try profile.write(toFile: folder.path("config"), atomically: true, encoding: .utf8)
        let access = try access([
            "AWS_CONFIG_FILE": folder.path("config"), "AWS_REGION": "eu-west-1",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ignore,
        ])
        #expect("\(access.endpoint)" == endpoint)
    }

    @Test(arguments: [
        "ftp://host", "host", "", "https://", "https://user:pass@host", "https://host:0",
        "https://host/?q", "https://host:99999", "https://ho st",
        "https://host:99999999999999999999",
    ])
    func `an endpoint that is none is refused`(text: String) {
        #expect(throws: AWSAccessError.self) {
            try access(["AWS_REGION": "eu-west-1"], endpoint: text)
        }
    }

    @Test(arguments: ["", "eu west", "-eu", "eu.west", "eu/..", String(repeating: "a", count: 64)])
    func `a region that is none is refused`(region: String) {
        #expect(throws: AWSAccessError.self) { try access(["AWS_REGION": region]) }
    }

    @Test func `the region's own order holds`() throws {
        let folder = try TemporaryFolder()
        try "[default]\nregion = us-west-1\n".write(
            toFile: folder.path("config"), atomically: true, encoding: .utf8)
        var variables = ["AWS_CONFIG_FILE": folder.path("config")]
        #expect(try access(variables).region == "us-west-1")
        variables["AWS_DEFAULT_REGION"] = "us-west-2"
        #expect(try access(variables).region == "us-west-2")
        variables["AWS_REGION"] = "us-west-3"
        #expect(try access(variables).region == "us-west-3")
        #expect(try access(variables, region: "us-west-4").region == "us-west-4")
    }

    private func access(
        _ variables: [String: String], region: String? = nil, endpoint: String? = nil
    ) throws -> ServiceAccess {
        let files = [
            "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        ]
        return try ServiceAccess(
            to: "firehose", region: region, endpoint: endpoint,
            Surroundings(
                environment: files.merging(variables) { $1 }, home: nil, now: { Date() },
                sleep: { _ in true }))
    }
}
