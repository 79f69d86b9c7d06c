public import CSMAnalysis
public import CSMBudget
import FirehoseBackend

extension FleetReader {
    /// What `checkedSessions` asks.
    ///
    /// Throws for a rule that counts do not answer.
    public func checkQuestion(
        of selection: FleetSelection, by budget: Budget
    ) throws(FleetError) -> FleetQuestion {
        var keys: [HistogramQuery.Key] = []
        for rule in budget.rules {
            if rule.needsEvents {
                throw .ruleNeedsEvents(
                    rule: rule.source, place: "\(rule.place.source):\(rule.place.line)")
            }
            keys += rule.selector.parts.compactMap { part in
                switch part {
                case .host: .host
                case .region: .region
                case .client: .client
                case .resource: .resource
                case .status: .status
                case .operation, .other, .perMark: nil
                }
            }
        }
        let isByRun = Self.isByRun(selection, budget)
        if isByRun { keys.append(.session) }
        let filter = selection.filter(now: now, whole: isByRun)
        return FleetQuestion(
            HistogramQuery(by: keys, of: [filter], examples: true), [filter])
    }

    /// Rules that go by a baseline judge each session as a run; others judge all events together.
    private static func isByRun(_ selection: FleetSelection, _ budget: Budget) -> Bool {
        !selection.sessions.isEmpty || budget.rules.contains(where: \.isRelative)
    }

    /// The selected events, to be judged by `budget`: as one session of that name, or by sessions.
    public func checkedSessions(
        of selection: FleetSelection, by budget: Budget
    ) throws -> (sessions: [CheckedSession], answer: FleetAnswer) {
        let isByRun = Self.isByRun(selection, budget)
        var sessions = PushedSessions()
        var samples: [String: [SeriesSample]] = [:]
        var examples: [String: [EventExample]] = [:]
        let question = try checkQuestion(of: selection, by: budget)
        let answer = try forEachSample(of: question) { row in
            let session = row.session ?? ""
            guard let example = EventExample(row, sample: samples[session]?.count ?? 0) else {
                return
            }
            examples[session, default: []].append(example)
        } _: { sample, row in
            sessions.add(sample, row)
            samples[sample.session, default: []].append(sample)
        }
        try sessions.check(against: selection, answer)
        let judged = isByRun ? sessions.ordered(by: selection) : sessions.all
        return (
            judged.map {
                CheckedSession(of: $0, samples[$0.id] ?? [], examples[$0.id] ?? [])
            }, answer
        )
    }
}

extension BudgetRule {
    /// Whether no count answers it.
    fileprivate var needsEvents: Bool {
        if case .burst = metric { return true }
        return selector.isPerMark
    }
}

extension CheckedSession {
    /// Of its events there is nothing but counts, and one example of each: these are what a breach
    /// shows.
    fileprivate init(
        of session: PushedSession, _ samples: [SeriesSample], _ examples: [EventExample]
    ) {
        let overview = session.overview
        self.init(overview, samples: samples) { body in
            for (place, example) in examples.enumerated() {
                body(
                    TimedEvent(
                        sequence: Int64(place), labels: example.sample, start: example.received,
                        arrival: example.received * 1_000, latency: example.latency,
                        attemptCount: nil, message: nil))
            }
            let line = TimeLine(of: overview, busy: [])
            return Setting(
                line: line, marks: SessionMarks([], on: line), sessions: examples.map(\.session))
        }
    }
}
