import AWSAccess
import ArgumentParser
import FirehoseDelivery
import SessionStore

/// The delivery stream, and how to get at it.
struct PushOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The delivery stream.", valueName: "name"))
    var stream: String

    @OptionGroup var aws: AWSOptions

    @Option(
        help: ArgumentHelp(
            "Give up when Firehose has accepted no record for this long: 30s, 5m.",
            valueName: "time"))
    var patience = TimeSpan(milliseconds: 300_000)

    /// As the API reference has it: 1 to 64 of these characters.
    mutating func validate() throws {
        guard AWSOptions.isName(stream, upTo: 64) else {
            throw ValidationError(
                "--stream needs a delivery stream's name: 1 to 64 letters, digits, '_', '.' or '-'")
        }
    }

    /// Nothing is sent yet.
    func access(
        _ surroundings: Surroundings
    ) throws(AWSAccessError) -> ServiceAccess {
        try aws.access(to: "firehose", surroundings)
    }

    /// The stream as the database knows it: without a region, the one of that name that something
    /// was sent to.
    func known(_ surroundings: Surroundings, in database: String) throws -> DeliveryTarget {
        do throws(AWSAccessError) {
            let access = try access(surroundings)
            return DeliveryTarget(
                endpoint: "\(access.endpoint)", region: access.region, stream: stream)
        } catch {
            guard error.kind == .noRegion else { throw error }
            let targets = try SessionStore.open(database)?.targets(named: stream) ?? []
            guard targets.count <= 1 else {
                throw Failure(
                    "cannot choose the stream \(stream): it was pushed to in "
                        + targets.map { "\($0.region) (\($0.endpoint))" }.joined(separator: ", "),
                    "pass --region, and --endpoint-url if it is not the default",
                    status: ExitStatus.usage)
            }
            // Nothing was sent to such a stream, in whatever region.
            return targets.first ?? DeliveryTarget(endpoint: "", region: "", stream: stream)
        }
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
