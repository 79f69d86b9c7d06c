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
        let end = min(selection.until ?? now, now) - Self.arrivalTime
        return FleetQuestion(
            HistogramQuery(by: keys, of: [filter], edge: isByRun ? .nowhere : .time(end)), [filter])
    }

    /// How long an event may take from its recorder to the table, in milliseconds: a session that got
    /// one in this time may have others that have not arrived.
    private static let arrivalTime: Int64 = 900_000

    /// Rules that go by a baseline judge each session as a run; others judge all events together.
    private static func isByRun(_ selection: FleetSelection, _ budget: Budget) -> Bool {
        !selection.sessions.isEmpty || budget.rules.contains(where: \.isRelative)
    }

    /// The selected events, to be judged by `budget`: as one session without an id, or by sessions.
    public func checkedSessions(
        of selection: FleetSelection, by budget: Budget
    ) throws -> (sessions: [CheckedSession], answer: FleetAnswer) {
        let isByRun = Self.isByRun(selection, budget)
        let question = try checkQuestion(of: selection, by: budget)
        var sessions = PushedSessions()
        var judged: [String: JudgedSession] = [:]
        var answer = try forEachSample(of: question) { row in
            judged[row.session ?? "", default: JudgedSession()].note(row)
        } _: { sample, row, figures in
            sessions.add(sample, row, figures)
            judged[sample.session]?.add(sample)
        }
        let selected = isByRun ? try sessions.selected(by: selection, answer) : sessions.all
        if isByRun { answer.limit(to: selected) }
        let checked = selected.compactMap { session in
            judged[session.id]?.checked(session.overview)
        }
        return (checked, answer)
    }
}

extension BudgetRule {
    /// Whether no count answers it.
    fileprivate var needsEvents: Bool {
        if case .burst = metric { return true }
        return selector.isPerMark
    }
}
