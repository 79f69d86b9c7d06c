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

    /// Writes one session as a session file, with the fields that the table has columns for; `tell`
    /// gets how many of how many events are written.
    public func export(
        _ selection: FleetSelection, to output: ByteWriter, toolVersion: String,
        tell: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> FleetAnswer {
        let question = eventsQuestion(of: selection)
        let reader = PushedEventReader(question.columns)
        var file: (output: SessionFileOutput, id: String, start: Int64)?
        var others: Set<String> = []
        var done = 0
        var answer = try ask(question, pageSize: Self.eventsPerPage) { row in
            let event = try reader.read(row)
            if let file, file.id != event.session {
                others.insert(event.session)
                return
            }
            let own = try file ?? begin(event, to: output, toolVersion: toolVersion)
            file = own
            try own.output.write(
                event.bytes, arrival: max(0, event.received - own.start) * 1_000)
            done += 1
            tell(done, event.count)
        }
        try PushedSessions.check(
            (file.map { [$0.id] } ?? []) + others, against: selection, answer)
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
