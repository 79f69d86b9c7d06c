import AWSAccess
import ArgumentParser

/// How AWS is reached, and as whom.
struct AWSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The AWS region. Default: from the environment or the profile.",
            valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "The AWS profile for credentials and settings.",
            valueName: "profile"))
    var profile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp(
            "The endpoint of the service. Default: AWS's endpoint in the region.",
            valueName: "url"))
    var endpoint: String?

    /// `service` is its endpoint's name, such as `firehose`; nothing is sent yet.
    func access(
        to service: String, _ surroundings: Surroundings
    ) throws(AWSAccessError) -> ServiceAccess {
        try ServiceAccess(
            to: service, region: region, profile: profile, endpoint: endpoint, surroundings)
    }

    /// Whether `text` is a name as streams and workgroups have it: 1 to `most` letters, digits,
    /// underscores, dots and dashes of ASCII.
    static func isName(_ text: String, upTo most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                    || (0x30...0x39).contains($0) || "_.-".utf8.contains($0)
            }
    }
}
