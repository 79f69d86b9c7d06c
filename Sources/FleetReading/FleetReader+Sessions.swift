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
        var sessions: [PushedSession] = []
        var answer = try ask(question) { row in
            let session = try PushedSession(row, question.columns)
            if selection.includes(session) { sessions.append(session) }
        }
        try PushedSessions.check(sessions.map(\.id), against: selection, answer)
        answer.sessions = sessions.count
        answer.events = sessions.reduce(0) { $0 + $1.counts.calls + $1.counts.attempts }
        answer.firstReceived = sessions.map(\.firstReceived).min()
        answer.lastReceived = sessions.map(\.lastReceived).max()
        return (sessions.map(\.overview), answer)
    }
}

extension PushedSession {
    /// Of a row of a session list's answer.
    fileprivate init(_ row: [String?], _ columns: [String]) throws(FleetError) {
        func text(_ column: String) -> String? {
            columns.firstIndex(of: column).flatMap { row[$0] }
        }
        func number(_ column: String) throws(FleetError) -> Int {
            guard let number = Int(text(column) ?? "0") else {
                throw .badAnswer(reason: "column \(column) has no whole number")
            }
            return number
        }
        self.init(
            id: text("sessionid") ?? "", name: text("sessionname"), function: text("functionname"),
            firstReceived: Int64(try number("first_ms")),
            lastReceived: Int64(try number("last_ms")))
        counts.calls = try number("calls")
        counts.errors = try number("errors")
        counts.attempts = try number("attempts")
        counts.attemptsExpected = try number("attempts_expected")
        counts.spanBalance = try number("span_attempts") - number("span_attempts_expected")
    }
}
