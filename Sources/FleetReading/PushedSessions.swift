import CSMAnalysis
import FirehoseBackend

/// The sessions that samples are of, while these come.
struct PushedSessions {
    private var sessions: [String: PushedSession] = [:]

    init(_ sessions: [PushedSession] = []) {
        self.sessions = Dictionary(sessions.map { ($0.id, $0) }) { first, _ in first }
    }

    mutating func add(_ sample: SeriesSample, _ row: HistogramRow, _ figures: HistogramFigures) {
        let id = sample.session
        var session = sessions[id] ?? PushedSession(id: id)
        session.name = session.name ?? row.sessionName
        session.function = session.function ?? row.sessionFunction
        session.note(first: figures.firstReceived, last: figures.lastReceived)
        session.counts.add(sample)
        sessions[id] = session
    }

    /// All of them.
    var all: [PushedSession] { Array(sessions.values) }

    /// Those of a selection, in the order in which it names them; else those that began first come
    /// first.
    ///
    /// Throws if a session that was named is none, or several.
    func selected(
        by selection: FleetSelection, _ answer: FleetAnswer
    ) throws(FleetError) -> [PushedSession] {
        let candidates = sessions.values.filter(selection.includes).sorted {
            ($0.firstReceived, $0.id) < ($1.firstReceived, $1.id)
        }
        if selection.sessions.isEmpty { return candidates }
        var chosen: [PushedSession] = []
        var unknown: [String] = []
        for reference in selection.sessions {
            let found = candidates.filter { SessionReference(reference).matches($0.id) }
            // An id may be the beginning of another.
            if let exact = found.first(where: { $0.id == reference }) {
                chosen.append(exact)
            } else if found.count > 1 {
                throw .ambiguous(reference: reference, candidates: found.map(\.id).sorted())
            } else if let only = found.first {
                chosen.append(only)
            } else {
                unknown.append(reference)
            }
        }
        guard unknown.isEmpty else {
            throw .unknownSessions(
                unknown, firstDay: answer.firstDay, lastDay: answer.lastDay)
        }
        var known: Set<String> = []
        return chosen.filter { known.insert($0.id).inserted }
    }
}

extension FleetAnswer {
    /// Makes it one of these sessions alone.
    mutating func limit(to sessions: [PushedSession]) {
        self.sessions = sessions.count
        events = sessions.reduce(0) { $0 + $1.counts.calls + $1.counts.attempts }
        firstReceived = sessions.map(\.firstReceived).min()
        lastReceived = sessions.map(\.lastReceived).max()
    }
}
