public import CSMAnalysis
import CSMEvents

/// A session to be judged: its calls and attempts as counts, and the events themselves for the
/// rules that ask for more.
public struct CheckedSession {
    /// Hands on all calls and attempts, with the places of their samples as their labels, and
    /// returns what only all of the events tell.
    public typealias Reading = (_ body: (TimedEvent) -> Void) throws -> Setting

    /// What events are seen against.
    public struct Setting {
        let line: TimeLine
        let marks: SessionMarks

        public init(line: TimeLine, marks: SessionMarks) {
            self.line = line
            self.marks = marks
        }
    }

    public let overview: SessionOverview
    /// Whether counts by operation are all there is of it: no host, no mark, no event.
    let hasOperationsOnly: Bool
    /// All that was recorded, for each set of labels; some may share theirs.
    let samples: [SeriesSample]
    let readEvents: Reading
    /// By operation, where counts alone do not tell; `nil` where they do.
    private let knownAttempts: [Operation: AttemptCounts]?
    /// The sessions of the events, by their sequence, where these are examples out of many sessions;
    /// `nil` where they are this session's and all there are.
    private let exampleSessions: [String]?

    /// Whether its events are examples: one for many, without a place on a time line.
    var hasExamplesOnly: Bool { exampleSessions != nil }

    /// The session of an example; `nil` for another event.
    func exampleSession(of event: TimedEvent) -> String? {
        guard let exampleSessions else { return nil }
        let place = Int(event.sequence)
        return exampleSessions.indices.contains(place) ? exampleSessions[place] : nil
    }

    /// `events` is called when a rule asks for more than counts, perhaps more than once.
    public init(
        _ overview: SessionOverview, samples: [SeriesSample], hasOperationsOnly: Bool = false,
        events: @escaping Reading
    ) {
        self.overview = overview
        self.hasOperationsOnly = hasOperationsOnly
        self.samples = samples
        readEvents = events
        knownAttempts = nil
        exampleSessions = nil
    }

    /// Pushed events, of one session or of many: counts, and some of the events, each with its
    /// session, to show.
    public init(
        _ overview: SessionOverview, samples: [SeriesSample],
        attempts: [OperationName: AttemptCounts],
        examples: [(session: String, event: TimedEvent)]
    ) {
        self.overview = overview
        self.samples = samples
        hasOperationsOnly = false
        knownAttempts = Dictionary(
            uniqueKeysWithValues: attempts.map { (Operation($0.key), $0.value) })
        exampleSessions = examples.map(\.session)
        readEvents = { body in
            for (place, example) in examples.enumerated() {
                body(example.event.numbered(Int64(place)))
            }
            let line = TimeLine(of: overview, busy: [])
            return Setting(line: line, marks: SessionMarks([], on: line))
        }
    }

    /// A service and an API.
    public struct OperationName: Sendable, Hashable {
        public let service: String
        public let api: String

        public init(service: String, api: String) {
            self.service = service
            self.api = api
        }
    }

    var callCount: Int {
        samples.reduce(0) { $1.labels.level == .call ? $0 + $1.events : $0 }
    }

    /// What is known of an operation's attempts.
    public struct AttemptCounts: Sendable {
        /// Attempts that were not seen, of calls that were.
        var missing = 0
        /// Attempts that the calls' spans do not show.
        var notShown = 0
        /// Attempts that were seen, of calls that were not.
        var surplus = 0

        public init(missing: Int = 0, notShown: Int = 0, surplus: Int = 0) {
            self.missing = missing
            self.notShown = notShown
            self.surplus = surplus
        }

        static func += (left: inout AttemptCounts, right: AttemptCounts) {
            left.missing += right.missing
            left.notShown += right.notShown
            left.surplus += right.surplus
        }
    }

    /// By operation.
    var attemptCounts: [Operation: AttemptCounts] {
        if let knownAttempts { return knownAttempts }
        /// Attempts seen less those that the calls count: SDKs' own, and those of spans.
        var balances: [Operation: (own: Int, spans: Int)] = [:]
        for sample in samples {
            let change: Int
            switch sample.labels.level {
            case .call: change = -sample.attemptsExpected
            case .attempt: change = sample.events
            case .other, .undecodable, .empty: continue
            }
            let operation = Operation(sample.labels)
            if sample.labels.isSpan {
                balances[operation, default: (0, 0)].spans += change
            } else {
                balances[operation, default: (0, 0)].own += change
            }
        }
        // An attempt's span is only used with its call's, so none is without a call.
        return balances.mapValues { balance in
            AttemptCounts(
                missing: max(0, -balance.own), notShown: max(0, -balance.spans),
                surplus: max(0, balance.own))
        }
    }

    /// Why no budget is to be made from it: its command failed, or what was recorded is not all;
    /// `nil` where nothing says so.
    public var flaw: String? {
        if let signal = overview.exitSignal { return "signal \(signal) ended the command" }
        if let code = overview.exitCode, code != 0 { return "the command exited with \(code)" }
        return gap
    }

    /// Why the session's figures may be less than what happened; `nil` where nothing says so.
    var gap: String? { overview.gap }
}

/// A service and an API.
struct Operation: Hashable {
    let service: String
    let api: String

    init(_ labels: EventLabels) {
        service = labels.service
        api = labels.api
    }

    init(_ name: CheckedSession.OperationName) {
        service = name.service
        api = name.api
    }

    var name: String { "\(service).\(api)" }
}
