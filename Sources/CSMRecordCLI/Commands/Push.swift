import AWSAccess
import ArgumentParser
import CSMCapture
import CSMReport
import FirehoseDelivery
import SessionStore

struct Push: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Upload sessions to Amazon Data Firehose.",
        discussion: """
            Sends the events of sessions to a delivery stream, many in a record, and remembers in \
            the database what has arrived. Run again, it goes on where it ended, however that was. \
            Session tokens are never sent, nor whole access keys. Credentials come from where all \
            AWS tools have them.

            Examples:
              csm-record push --stream csm                    all that is not there yet
              csm-record push @ --stream csm --dry-run        what that would take
              csm-record push --stream csm --status           what is there
              csm-record push nightly --stream csm --profile team --region eu-central-1
            """)

    @Argument(help: "The sessions; default: all that are not fully delivered.")
    var sessions: [String] = []

    @OptionGroup var target: PushOptions

    @Option(
        help: ArgumentHelp(
            "The events' functionName; default: the session's name, else its command's.",
            valueName: "name"))
    var functionName: String?

    @Flag(help: "Only say what would be sent, and what it would be billed.")
    var dryRun = false

    @Flag(help: "Only say what was delivered.")
    var status = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if dryRun, status {
            throw ValidationError("--dry-run and --status exclude each other.")
        }
    }

    func run() throws {
        let stop = StopRequest()
        let surroundings = SystemFacts.surroundings(sleep: stop.wait)
        let policy = try target.policy(surroundings)
        let access = try target.access(surroundings)
        let destination = DeliveryTarget(
            endpoint: "\(access.endpoint)", region: access.region, stream: target.stream)
        talk.explain("stream \(target.stream) in \(access.region), at \(access.endpoint)")
        var plan = try PushPlan(
            sessions, to: destination, in: store.reader, functionName: functionName)
        if status { return try output.write(plan.status) }
        if sessions.isEmpty { plan.dropComplete() }
        if dryRun { return try output.write(plan.dryRun(to: target.stream)) }
        try output.check()
        // Until now Ctrl-C need not be waited for; no thread has started yet.
        try Failure.translating { try stop.beginListening(talk) }
        let delivery = PushDelivery(
            plan: plan, target: destination, database: store.path, stop: stop, talk: talk)
        let result = try delivery.run(access, policy)
        do {
            try output.write(result.report)
        } catch  where result.failure != nil {
            // That not all was delivered is what the exit code is for.
            if let unwritten = error as? Failure { Talk.say(unwritten.sentences) }
        }
        if let failure = result.failure { throw failure }
    }

    private var talk: Talk { talking.talk }
}
