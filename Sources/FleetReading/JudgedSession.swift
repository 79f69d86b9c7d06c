import CSMAnalysis
import CSMBudget
import CSMEvents

/// What a budget judges of a session, or of all events together, while it comes.
struct JudgedSession {
    private var samples: [SeriesSample] = []
    private var balances: [CheckedSession.OperationName: AttemptBalance] = [:]
    private var examples: [EventExample] = []
    /// Those of the sample that comes next.
    private var open = ExampleChoice()

    /// Notes a row, before the sample that it is a part of.
    mutating func note(_ row: HistogramRow) {
        if let balance = row.balance, balance != AttemptBalance() {
            let operation = CheckedSession.OperationName(
                service: row.labels.service, api: row.labels.api)
            balances[operation, default: AttemptBalance()] += balance
        }
        if let example = EventExample(row, sample: samples.count) { open.offer(example) }
    }

    mutating func add(_ sample: SeriesSample) {
        samples.append(sample)
        examples += open.chosen
        open = ExampleChoice()
    }

    func checked(_ overview: SessionOverview) -> CheckedSession {
        let attempts = balances.mapValues {
            CheckedSession.AttemptCounts(
                missing: $0.missing, notShown: $0.notShown, surplus: $0.surplus)
        }
        return CheckedSession(
            overview, samples: samples, attempts: attempts,
            examples: examples.map { ($0.session, $0.event) })
    }
}

/// The events of one sample that a breach may show: the slowest and the earliest.
private struct ExampleChoice {
    /// A breach shows no more.
    private static let most = 5

    private var slowest: [EventExample] = []
    private var earliest: [EventExample] = []

    /// They come by latency, those without one last.
    mutating func offer(_ example: EventExample) {
        if example.latency != nil {
            slowest.append(example)
            if slowest.count > Self.most { slowest.removeFirst() }
        }
        earliest.append(example)
        guard earliest.count > 2 * Self.most else { return }
        earliest = chosenEarliest
    }

    private var chosenEarliest: [EventExample] {
        Array(earliest.sorted { $0.received < $1.received }.prefix(Self.most))
    }

    var chosen: [EventExample] {
        let both = slowest + chosenEarliest
        var known: Set<String> = []
        return both.filter { known.insert($0.id).inserted }
    }
}
