import AWSAccess
import ArgumentParser
import FirehoseDelivery

/// The delivery stream, and how to get at it.
struct PushOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The delivery stream.", valueName: "name"))
    var stream: String

    @Option(
        help: ArgumentHelp(
            "The AWS region; default: the environment's or profile's.",
            valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "A profile to take credentials and settings from.",
            valueName: "profile"))
    var profile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp(
            "Where Firehose is; default: AWS's own in that region.",
            valueName: "url"))
    var endpoint: String?

    @Option(
        help: ArgumentHelp(
            "How long records may go on being refused with none getting through: 30s, 5m.",
            valueName: "time"))
    var patience = TimeSpan(milliseconds: 300_000)

    /// As the API reference has it: 1 to 64 of these characters.
    mutating func validate() throws {
        let isName = stream.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                || "_.-".utf8.contains($0)
        }
        guard isName, (1...64).contains(stream.utf8.count) else {
            throw ValidationError(
                "--stream takes the name of a delivery stream: 1 to 64 letters, digits and _.-")
        }
    }

    /// Nothing is sent yet.
    func access(_ surroundings: Surroundings) throws -> ServiceAccess {
        try ServiceAccess(
            to: "firehose", region: region, profile: profile, endpoint: endpoint, surroundings)
    }

    func policy(_ surroundings: Surroundings) throws -> DeliveryPolicy {
        DeliveryPolicy(
            attempts: try AttemptLimit.resolve(surroundings),
            patience: .milliseconds(patience.milliseconds))
    }

    /// The stream, with the credentials to put records into it.
    func deliveryStream(
        _ access: ServiceAccess, _ talk: Talk
    ) throws(AWSAccessError) -> DeliveryStream {
        let caller = try access.caller()
        try caller.authenticate()
        talk.explain("credentials from \(caller.credentialsName)")
        return DeliveryStream(
            named: stream, at: access.endpoint, caller,
            userAgent: "csm-record/\(ToolVersion.current)")
    }
}
