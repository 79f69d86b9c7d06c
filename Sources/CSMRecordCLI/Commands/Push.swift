import AWSAccess
import ArgumentParser
import CSMCapture
import FirehoseDelivery
import FirehosePush
import SessionReading
import SessionStore

struct Push: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Upload sessions to Amazon Data Firehose.",
        discussion: """
            Sends the events of sessions to a delivery stream, many in one record. The database \
            remembers what was delivered, so running push again resumes where it stopped. Session \
            tokens and full access keys are never sent. Credentials come from the usual AWS \
            sources.

            Examples:
              csm-record push --stream csm                    send what was not sent yet
              csm-record push @ --stream csm --dry-run        show what would be sent
              csm-record push --stream csm --status           show what was delivered
              csm-record push nightly --stream csm --profile team --region eu-central-1
            """)

    @Argument(
        help: "The sessions. Default: all that are not fully delivered.",
        completion: Completions.session)
    var sessions: [String] = []

    @OptionGroup var target: PushOptions

    @Option(
        help: ArgumentHelp(
            "The functionName of the events. Default: the session's name, else its command's.",
            valueName: "name"))
    var functionName: String?

    @Flag(help: "Show what would be sent and billed, but send nothing.")
    var dryRun = false

    @Flag(help: "Show what was delivered, and send nothing.")
    var status = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if dryRun, status {
            throw ValidationError("--dry-run and --status cannot be used together.")
        }
    }

    func run() throws {
        // The ledger has it all: what is in flight counts as perhaps there.
        let stop = StopRequest(
            first: "stopping after the current request; press Ctrl-C again to stop at once",
            second: "stopped; run push again to resume")
        let surroundings = SystemFacts.surroundings(sleep: stop.wait)
        let policy = try target.policy(surroundings)
        if dryRun || status { return try look(surroundings) }
        let access = try target.access(surroundings)
        let destination = DeliveryTarget(
            endpoint: "\(access.endpoint)", region: access.region, stream: target.stream)
        talk.explain("stream \(target.stream) in \(access.region), at \(access.endpoint)")
        let plan = try plan(for: destination)
        try output.check()
        // Until now Ctrl-C need not be waited for; no thread has started yet.
        try stop.beginListening(talk)
        let (figures, failure) = try deliver(plan, to: destination, access, policy, stop)
        do {
            try output.write(plan.report(figures, to: target.stream, isDryRun: false))
        } catch  where failure != nil {
            // That not all was delivered is what the exit code is for.
            if let unwritten = error as? Failure { Talk.say(unwritten.sentences) }
        }
        if let failure { throw failure }
    }

    private func plan(for destination: DeliveryTarget) throws -> PushPlan {
        let reader = store.reader(talk)
        let chosen = try sessions.isEmpty ? reader.all() : reader.sessions(sessions)
        var plan = try PushPlan(
            chosen, to: destination, in: reader.database, functionName: functionName)
        if sessions.isEmpty, !status { plan.dropComplete() }
        return plan
    }

    /// Says what was delivered, or what would be; nothing is sent.
    private func look(_ surroundings: Surroundings) throws {
        let plan = try plan(for: target.known(surroundings, in: store.path))
        if status { return try output.write(plan.status) }
        let figures = try plan.dryRun()
        try output.write(plan.report(figures, to: target.stream, isDryRun: true))
    }

    private func deliver(
        _ plan: PushPlan, to destination: DeliveryTarget, _ access: ServiceAccess,
        _ policy: DeliveryPolicy, _ stop: StopRequest
    ) throws -> (DeliveryFigures, Failure?) {
        guard plan.eventsLeft > 0 else { return (DeliveryFigures(), nil) }
        let stream: DeliveryStream
        do throws(AWSAccessError) {
            stream = try target.deliveryStream(access, talk)
        } catch {
            // What asks for a code ends by the same Ctrl-C, of which we may hear a moment later.
            guard !stop.wait(.milliseconds(100)) else { throw error }
            return (DeliveryFigures(), Failure(.interrupted, to: destination))
        }
        // The first answer may be long in coming.
        let progress = Progress(talk, isImmediate: true)
        let tell = { progress.tell($0, of: plan.eventsLeft) }
        tell(DeliveryFigures())
        defer { progress.clear() }
        let timing = Pusher.Timing(now: { .nanoseconds(Clock.monotonic()) }, wait: stop.wait)
        let result = try PushDelivery(plan, to: destination, policy, timing)
            .run(to: stream, tell: tell)
        return (result.figures, result.ending.map { Failure($0, to: destination) })
    }

    private var talk: Talk { talking.talk }
}
