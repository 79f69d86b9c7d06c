import CSMTestSupport
import Foundation
import Testing

/// Where a push goes: which of the settings counts, and what AWS's own endpoints are.
struct PushEndpointTests {
    /// From the first that counts to the last.
    private enum Level: Int, CaseIterable {
        case option, serviceVariable, variable, services, profile
    }

    /// An uploader whose levels from that one on are set: that one to the Firehose, the others, or
    /// all, to where nobody is.
    private func push(
        from first: Int, to firehose: FirehoseServer, profile: String = "default",
        setting: String = "", environment: [String: String] = [:], options: [String] = []
    ) throws -> (uploader: Uploader, result: PushResult) {
        func endpoint(_ level: Level) -> String? {
            level.rawValue < first
                ? nil : level.rawValue == first ? firehose.endpoint : Uploader.nowhere
        }
        func line(_ level: Level, _ text: (String) -> String) -> String {
            endpoint(level).map(text) ?? ""
        }
        let uploader = try Uploader(
            firehose,
            config: """
                [profile \(profile)]
                \(line(.services) { _ in "services = mine" })
                \(line(.profile) { "endpoint_url = \($0)" })
                \(setting)
                [services mine]
                s3 =
                  endpoint_url = \(Uploader.nowhere)
                \(line(.services) { "firehose =\n  endpoint_url = \($0)" })
                dynamodb =
                  endpoint_url = \(Uploader.nowhere)
                """)
        var variables = TestKeys.plain.variables
        if profile != "default" { variables["AWS_PROFILE"] = profile }
        variables["AWS_ENDPOINT_URL_FIREHOSE"] = endpoint(.serviceVariable) ?? ""
        variables["AWS_ENDPOINT_URL"] = endpoint(.variable) ?? ""
        let result = try uploader.push(
            (endpoint(.option).map { ["--endpoint-url", $0] } ?? []) + options,
            environment: variables.merging(environment) { $1 })
        return (uploader, result)
    }

    @Test(arguments: 0..<5, ["default", "team"])
    func `an endpoint is the first of these`(first: Int, profile: String) throws {
        let (uploader, result) = try push(
            from: first, to: try FirehoseServer.knowingKeys(), profile: profile)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])
    }

    @Test func `an endpoint's own path is none of Firehose's, and said by the server`() throws {
        let firehose = try FirehoseServer.knowingKeys()
        let uploader = try Uploader(firehose)
        let result = try uploader.push(
            ["--endpoint-url", firehose.endpoint + "/"], environment: TestKeys.plain.variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])
    }

    @Test(arguments: ["variable", "setting"])
    func `configured endpoints can be ignored, but for the option's`(by: String) throws {
        let setting = by == "setting" ? "ignore_configured_endpoint_urls = true" : ""
        var variables = by == "variable" ? ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"] : [:]
        let (uploader, result) = try push(
            from: 0, to: try FirehoseServer.knowingKeys(), setting: setting,
            environment: variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])

        let proxy = try ConnectProxy(control: #"{"refuse": 403}"#)
        variables.merge(Self.through(proxy)) { $1 }
        let (_, refused) = try push(
            from: 1, to: try FirehoseServer.knowingKeys(), setting: setting,
            environment: variables)
        #expect(refused.status == 69)
        #expect(try proxy.targets() == ["CONNECT firehose.us-east-1.amazonaws.com:443"])
    }

    private static func through(_ proxy: ConnectProxy) -> [String: String] {
        ["https_proxy": "http://" + proxy.address, "no_proxy": "", "AWS_MAX_ATTEMPTS": "1"]
    }

    /// Those of partitions that have a domain of their own.
    private static let regions = [
        "eu-central-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1", "us-iso-east-1",
    ]

    @Test(arguments: regions)
    func `AWS's own STS is where botocore has it`(region: String) throws {
        let oracle = Fixtures.root.appending(path: "Tests/AWSAccessTests/Oracle/endpoints.py")
        let answers = try Program.run(Program.python, [oracle.path, "sts"])
            .output.split(separator: "\n").map { try JSON(String($0)) }
            .filter { $0[0].string == region }
        #expect(answers.count == 4)
        let proxy = try ConnectProxy()
        let uploader = try Uploader(
            config: """
                [profile team]
                role_arn = arn:aws:iam::123456789012:role/push
                credential_source = Environment
                """)
        for answer in answers {
            try proxy.control(#"{"refuse": 403}"#)
            func text(_ index: Int) -> String { answer[index].value as? Bool == true ? "true" : "" }
            let variables = [
                "AWS_ENDPOINT_URL_STS": "", "AWS_USE_FIPS_ENDPOINT": text(1),
                "AWS_USE_DUALSTACK_ENDPOINT": text(2),
            ]
            let result = try uploader.push(
                ["--profile", "team", "--region", region],
                environment: TestKeys.plain.variables.merging(variables) { $1 }
                    .merging(Self.through(proxy)) { $1 })
            #expect(result.status == 77, "\(result.errors)")
            let host = (answer[3].string ?? "").replacing("https://", with: "")
            #expect(Set(try proxy.targets()) == ["CONNECT \(host):443"], "\(answer)")
        }
    }

    @Test(arguments: [
        ("use_fips_endpoint = true", [:], "firehose-fips.us-east-1.amazonaws.com"),
        ("use_dualstack_endpoint = true", [:], "firehose.us-east-1.api.aws"),
        (
            "use_fips_endpoint = true", ["AWS_USE_FIPS_ENDPOINT": "false"],
            "firehose.us-east-1.amazonaws.com"
        ),
        ("endpoint_url =", [:], "firehose.us-east-1.amazonaws.com"),
    ])
    func `a profile chooses among AWS's own endpoints`(
        setting: String, variables: [String: String], host: String
    ) throws {
        let proxy = try ConnectProxy(control: #"{"refuse": 403}"#)
        let uploader = try Uploader(config: "[default]\n\(setting)\n")
        let result = try uploader.push(
            environment: TestKeys.plain.variables.merging(Self.through(proxy)) { $1 }
                .merging(variables) { $1 }.merging(["AWS_ENDPOINT_URL_FIREHOSE": ""]) { $1 })
        #expect(result.status == 69, "\(result.errors)")
        #expect(try proxy.targets() == ["CONNECT \(host):443"])
    }

    @Test(arguments: ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL", "services", "profile"])
    func `STS is where the role's profile or the environment has it`(place: String) throws {
        let server = try CredentialsServer()
        try server.hand(
            out: "",
            "\"sts\": {\"callers\": [\(TestKeys.plain.json())], \"roles\": {\"arn:role\": {}}}")
        let isProfile = place == "profile"
        let uploader = try Uploader(
            try FirehoseServer.knowingKeys(), server,
            config: """
                [profile team]
                role_arn = arn:role
                credential_source = Environment
                \(place == "services" ? "services = mine" : "")
                endpoint_url = \(isProfile ? "{server}" : Uploader.nowhere)
                [services mine]
                sts =
                  endpoint_url = {server}
                """)
        var variables = TestKeys.plain.variables
        variables["AWS_ENDPOINT_URL_STS"] = ""
        if place.hasPrefix("AWS") { variables[place] = "{server}" }
        let result = try uploader.push(["--profile", "team"], environment: variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[0].accessKey])
    }

    @Test func `a role in a chain is asked for where the pushing profile has it`() throws {
        let server = try CredentialsServer()
        let roles = #""arn:role": {}, "arn:middle": {}"#
        try server.hand(
            out: "",
            "\"sts\": {\"callers\": [\(TestKeys.plain.json())], \"roles\": {\(roles)}}")
        let uploader = try Uploader(
            try FirehoseServer.knowingKeys(), server,
            config: """
                [profile team]
                role_arn = arn:role
                source_profile = middle
                endpoint_url = {server}
                [profile middle]
                role_arn = arn:middle
                credential_source = environment
                endpoint_url = \(Uploader.nowhere)
                region = evil.example/
                """)
        let result = try uploader.push(
            ["--profile", "team"],
            environment: TestKeys.plain.variables.merging(["AWS_ENDPOINT_URL_STS": ""]) { $1 })
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.issued[1].accessKey])
    }

    @Test func `a profile's endpoint that is no URL is named by its profile alone`() throws {
        let uploader = try Uploader(config: "[profile team]\nendpoint_url = HiddenSecret\n")
        let result = try uploader.push(
            ["--profile", "team"], environment: ["AWS_ENDPOINT_URL_FIREHOSE": ""])
        #expect(result.status == 64)
        let said = "cannot use the endpoint of profile team: it is not an http or https URL"
        #expect(result.errors.hasPrefix("csm-record: \(said)\n"))
    }
}
