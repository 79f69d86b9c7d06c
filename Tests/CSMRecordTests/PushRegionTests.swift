import CSMTestSupport
import Foundation
import Testing

/// Which region a push signs for, and where it goes: what the strict server takes, and what a proxy
/// is asked for.
struct PushRegionTests {
    /// From the first that counts to the last.
    private enum Level: Int, CaseIterable {
        case option, variable, defaultVariable, profile
    }

    /// All levels from that one on say something, and only the first of them is right.
    @Test(arguments: 0..<4, ["default", "team"])
    func `a region is the first of these`(first: Int, profile: String) throws {
        let firehose = try FirehoseServer.knowingKeys("", ", \"region\": \"eu-central-1\"")
        func region(_ level: Level) -> String? {
            level.rawValue < first ? nil : level.rawValue == first ? "eu-central-1" : "us-west-2"
        }
        let setting = region(.profile).map { "region = \($0)" } ?? ""
        let uploader = try Uploader(
            firehose, config: "[profile \(profile)]\n\(TestKeys.plain.settings)\(setting)\n")
        let result = try uploader.push(
            (region(.option).map { ["--region", $0] } ?? []) + ["--profile", profile],
            environment: [
                "AWS_REGION": region(.variable) ?? "",
                "AWS_DEFAULT_REGION": region(.defaultVariable) ?? "",
            ])
        #expect(result.destination == "stream csm in eu-central-1, at \(firehose.endpoint)/")
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])
    }

    @Test(arguments: ["default", "team"])
    func `a profile's region counts beside the environment's keys`(profile: String) throws {
        let firehose = try FirehoseServer.knowingKeys("", ", \"region\": \"eu-central-1\"")
        let uploader = try Uploader(
            firehose, config: "[profile \(profile)]\nregion = eu-central-1\n")
        var variables = TestKeys.plain.variables.merging(["AWS_REGION": ""]) { $1 }
        if profile != "default" { variables["AWS_PROFILE"] = profile }
        let result = try uploader.push(environment: variables)
        #expect(try uploader.keysOfDelivery(result) == [TestKeys.plain.accessKey])
    }

    @Test func `without a region it is said how to give one`() throws {
        let uploader = try Uploader(config: "[profile other]\nregion = us-east-1\n")
        let result = try uploader.push(
            environment: TestKeys.plain.variables.merging(["AWS_REGION": ""]) { $1 })
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(
            result.errors == """
                csm-record: cannot choose a region: none is given by --region, AWS_REGION or \
                the profile
                csm-record: pass one, such as --region eu-central-1

                """)
    }

    @Test func `what only looks needs no region`() throws {
        let pushed = try Pushed()
        try pushed.recorded.record("one")
        func look(_ what: String, _ more: String...) throws -> ProgramResult {
            try pushed.recorded(
                ["push", "--stream", "csm", what, "--format", "json"] + more,
                environment: ["AWS_CONFIG_FILE": "/nonexistent"])
        }
        let before = try look("--dry-run")
        #expect(before.status == 0, "\(before.errors)")
        #expect(try JSON(before.output)["events"].int == 78)
        #expect(try JSON(look("--status").output)["sessions"][0]["delivered"].int == 0)
        _ = try pushed.report()
        // The one stream of that name that something was sent to.
        #expect(try JSON(look("--status").output)["sessions"][0]["delivered"].int == 78)
        #expect(try JSON(look("--dry-run").output)["events"].int == 0)
        _ = try pushed.push(environment: ["AWS_REGION": "eu-central-1"])
        let ambiguous = try look("--status")
        #expect(ambiguous.status == 64)
        #expect(
            ambiguous.errors.contains("us-east-1 (") && ambiguous.errors.contains("eu-central-1 ("))
        #expect(ambiguous.errors.contains("pass --region"))
    }

    @Test(arguments: [
        "eu central", "-eu", "eu-", "eu.example/", "eu@127.0.0.1", "eu\r\nHost: x", "é",
        String(repeating: "x", count: 64),
    ])
    func `what is no region is wrong usage`(region: String) throws {
        let result = try Uploader().push(
            ["--region=" + region], environment: TestKeys.plain.variables)
        #expect(result.status == 64)
        let said = "cannot use the region: it is not a name like eu-central-1"
        #expect(result.errors == "csm-record: \(said)\n")
    }
}
