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
        /// The sessions that events are of, by the events' sequence; empty where there is one.
        private let sessions: [String]

        /// `sessions` are those of pushed events, in the order of their sequence, which counts from
        /// 0 then.
        public init(line: TimeLine, marks: SessionMarks, sessions: [String] = []) {
            self.line = line
            self.marks = marks
            self.sessions = sessions
        }

        /// The session of a pushed event, which has no place on a time line; `nil` for others.
        func pushedSession(of event: TimedEvent) -> String? {
            let place = Int(event.sequence)
            return sessions.indices.contains(place) ? sessions[place] : nil
        }
    }

    public let overview: SessionOverview
    /// Whether counts by operation are all there is of it: no host, no mark, no event.
    let hasOperationsOnly: Bool
    /// All that was recorded, for each set of labels; some may share theirs.
    let samples: [SeriesSample]
    let readEvents: Reading

    /// `events` is called when a rule asks for more than counts, perhaps more than once.
    public init(
        _ overview: SessionOverview, samples: [SeriesSample], hasOperationsOnly: Bool = false,
        events: @escaping Reading
    ) {
        self.overview = overview
        self.hasOperationsOnly = hasOperationsOnly
        self.samples = samples
        readEvents = events
    }

    var callCount: Int {
        samples.reduce(0) { $1.labels.level == .call ? $0 + $1.events : $0 }
    }

    /// What is known of an operation's attempts.
    struct AttemptCounts {
        /// Attempts that were not seen, of calls that were.
        var missing = 0
        /// Attempts that the calls' spans do not show.
        var notShown = 0
        /// Attempts that were seen, of calls that were not.
        var surplus = 0

        static func += (left: inout AttemptCounts, right: AttemptCounts) {
            left.missing += right.missing
            left.notShown += right.notShown
            left.surplus += right.surplus
        }
    }

    /// By operation.
    var attemptCounts: [Operation: AttemptCounts] {
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

    var name: String { "\(service).\(api)" }
}
