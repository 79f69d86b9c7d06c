import CSMAnalysis
import FirehoseBackend

/// The sessions that samples are of, while these come.
struct PushedSessions {
    private var sessions: [String: PushedSession] = [:]

    mutating func add(_ sample: SeriesSample, _ row: HistogramRow) {
        let id = sample.session
        var session =
            sessions[id]
            ?? PushedSession(
                id: id, name: row.sessionName, function: row.function, firstReceived: row.first,
                lastReceived: row.last)
        session.name = session.name ?? row.sessionName
        session.function = session.function ?? row.function
        session.firstReceived = min(session.firstReceived, row.first)
        session.lastReceived = max(session.lastReceived, row.last)
        session.counts.add(sample)
        sessions[id] = session
    }

    subscript(_ id: String) -> PushedSession? { sessions[id] }

    /// Those of a selection, in the order in which it names them; else those that began first come
    /// first.
    func ordered(by selection: FleetSelection) -> [PushedSession] {
        guard selection.sessions.isEmpty else {
            let named = selection.sessions.compactMap { reference in
                sessions.values.first { EventFilter.names(reference, $0.id) }
            }
            var known: Set<String> = []
            return named.filter { known.insert($0.id).inserted && selection.includes($0) }
        }
        return sessions.values.filter(selection.includes).sorted {
            ($0.firstReceived, $0.id) < ($1.firstReceived, $1.id)
        }
    }

    /// All of them.
    var all: [PushedSession] { Array(sessions.values) }

    /// Throws if a session that was named is none, or several.
    func check(against selection: FleetSelection, _ answer: FleetAnswer) throws(FleetError) {
        try Self.check(Array(sessions.keys), against: selection, answer)
    }

    static func check(
        _ ids: [String], against selection: FleetSelection, _ answer: FleetAnswer
    ) throws(FleetError) {
        var unknown: [String] = []
        for reference in selection.sessions {
            let found = ids.filter { EventFilter.names(reference, $0) }
            if found.isEmpty { unknown.append(reference) }
            guard found.count < 2 else {
                throw .ambiguous(reference: reference, candidates: found.sorted())
            }
        }
        guard unknown.isEmpty else {
            throw .unknownSessions(
                unknown, firstDay: answer.firstDay, lastDay: answer.lastDay)
        }
    }
}
