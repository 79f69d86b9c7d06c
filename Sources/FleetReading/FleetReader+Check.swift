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
        return FleetQuestion(HistogramQuery(by: keys, of: [filter]), [filter])
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
        let answer = try forEachSample(of: checkQuestion(of: selection, by: budget)) {
            sample, row in
            sessions.add(sample, row)
            samples[sample.session, default: []].append(sample)
        }
        try sessions.check(against: selection, answer)
        let judged = isByRun ? sessions.ordered(by: selection) : sessions.all
        return (judged.map { CheckedSession(of: $0, samples[$0.id] ?? []) }, answer)
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
    /// Of its events there is nothing but counts: a breach names no calls.
    fileprivate init(of session: PushedSession, _ samples: [SeriesSample]) {
        let overview = session.overview
        self.init(overview, samples: samples) { _ in
            let line = TimeLine(of: overview, busy: [])
            return Setting(line: line, marks: SessionMarks([], on: line))
        }
    }
}
