public import CSMAnalysis
import FirehoseBackend

extension FleetReader {
    /// What `sessions` asks.
    public func sessionsQuestion(of selection: FleetSelection) -> FleetQuestion {
        let filter = selection.filter(now: now, whole: true)
        let query = SessionListQuery(of: filter)
        return FleetQuestion(query.sql, query.columns, [filter])
    }

    /// The selected sessions, those that began last first.
    public func sessions(
        of selection: FleetSelection
    ) throws -> (sessions: [SessionOverview], answer: FleetAnswer) {
        let question = sessionsQuestion(of: selection)
        let columns = AnswerRow.Columns(question.columns)
        var sessions: [PushedSession] = []
        var answer = try ask(question) { row in
            sessions.append(try PushedSession(AnswerRow(row, columns)))
        }
        let selected = try PushedSessions(sessions).selected(by: selection, answer)
        answer.limit(to: selected)
        let newestFirst = selected.sorted {
            ($0.firstReceived, $1.id) > ($1.firstReceived, $0.id)
        }
        return (newestFirst.map(\.overview), answer)
    }
}

extension PushedSession {
    /// Of a row of a session list's answer.
    fileprivate init(_ row: AnswerRow) throws(FleetError) {
        self.init(id: row.text("sessionid") ?? "")
        name = row.text("sessionname")
        function = row.text("functionname")
        note(first: try row.instant("first_ms"), last: try row.instant("last_ms"))
        counts.calls = try row.count("calls")
        counts.errors = try row.count("errors")
        counts.attempts = try row.count("attempts")
        counts.attemptsExpected = Int(try row.number("attempts_expected", in: 0...1 << 53) ?? 0)
        let expected = Int(try row.number("span_attempts_expected", in: 0...1 << 53) ?? 0)
        counts.spanBalance = try row.count("span_attempts") - expected
    }
}
