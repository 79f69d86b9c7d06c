public import CSMAnalysis
import FirehoseBackend
public import SessionStore

extension FleetReader {
    /// Rows that fit into a page: an event may have long messages.
    private static let eventsPerPage = 200

    /// What `export` asks.
    public func eventsQuestion(of selection: FleetSelection) -> FleetQuestion {
        let filter = selection.filter(now: now, whole: true)
        let query = SessionEventsQuery(of: filter)
        return FleetQuestion(query.sql, query.columns, [filter])
    }

    /// Writes one session as a session file: its calls and attempts, with the fields that the table
    /// has columns for.
    public func export(
        _ selection: FleetSelection, to output: ByteWriter, toolVersion: String
    ) throws -> FleetAnswer {
        let question = eventsQuestion(of: selection)
        let columns = AnswerRow.Columns(question.columns)
        let reference = selection.sessions.first ?? ""
        var file: (output: SessionFileOutput, id: String, start: Int64)?
        var done = 0
        var answer = try ask(question, pageSize: Self.eventsPerPage) { values in
            let event = try PushedEvent(AnswerRow(values, columns))
            if file == nil {
                // The first id in order is the shortest: one that others begin with, too.
                let others = event.otherSessions
                guard others.isEmpty || event.session == reference else {
                    throw FleetError.ambiguous(
                        reference: reference, candidates: ([event.session] + others).sorted())
                }
                file = try begin(event, to: output, toolVersion: toolVersion)
            }
            guard let file, file.id == event.session else { return }
            try file.output.write(
                event.bytes, arrival: max(0, event.received - file.start) * 1_000)
            done += 1
        }
        guard file != nil else {
            throw FleetError.unknownSessions(
                [reference], firstDay: answer.firstDay, lastDay: answer.lastDay)
        }
        try output.flush()
        answer.sessions = 1
        answer.events = done
        return answer
    }

    private func begin(
        _ event: PushedEvent, to output: ByteWriter, toolVersion: String
    ) throws -> (output: SessionFileOutput, id: String, start: Int64) {
        let description = SessionDescription(
            id: event.session, name: event.name, command: [], workingFolder: "", host: "",
            tags: [], toolVersion: toolVersion, keepsSecrets: false,
            startedAt: event.first * 1_000)
        let file = try SessionFileOutput(
            description, endedAt: event.last * 1_000, events: event.count, to: output)
        return (file, event.session, event.first)
    }
}
