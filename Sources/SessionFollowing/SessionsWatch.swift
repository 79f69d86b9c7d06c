public import CSMAnalysis
public import CSMLive
import SessionReading
public import SessionStore

/// Looks at sessions again and again, and keeps the figures of all of them together.
public final class SessionsWatch {
    private final class Watched {
        let store: SessionStore
        let changes: SeriesChanges
        var record: SessionRecord
        /// Its row is gone.
        var isRemoved = false

        init(_ session: StoredSession, _ choice: OperationChoice) throws(StoreError) {
            store = session.store
            record = session.record
            let (store, number) = (session.store, session.record.number)
            changes = try SeriesChanges(of: number, in: store, choice) { () throws(StoreError) in
                try store.outline(of: number).map { $0.counters.spansReceived > 0 } ?? true
            }
        }

        var isOver: Bool { isRemoved || record.state != .recording }

        /// Microseconds since 1970.
        var end: Int64 {
            record.endedAt ?? record.description.startedAt + record.lastArrival
        }
    }

    /// The last minute is known in parts of this length, in microseconds, before the first look.
    private static let part: Int64 = 500_000
    /// No more events are read to know what came before the first look: it must not take long.
    private static let mostRecent = 200_000

    public private(set) var figures: LiveFigures
    private let watched: [Watched]

    /// Takes the first look, `now`; times are in microseconds since 1970, `window` in microseconds.
    public init(
        _ sessions: [StoredSession], _ choice: OperationChoice, window: Int64, now: Int64
    ) throws(StoreError) {
        figures = LiveFigures(window: window)
        var watched: [Watched] = []
        for session in sessions { watched.append(try Watched(session, choice)) }
        self.watched = watched
        let isOver = watched.allSatisfy(\.isOver)
        // What is over is seen as it was at its end.
        let now = isOver ? watched.map(\.end).max() ?? now : now
        var recent: [(time: Int64, changes: [OperationName: OperationChange])] = []
        var since = now - LiveFigures.minute
        for session in watched {
            let part = try Self.begin(session, now: now, &figures)
            recent += part.recent
            since = max(since, part.since)
        }
        // Before that it is not known of all of them.
        recent.removeAll { $0.time <= since }
        figures.addRecent(recent.sorted { $0.time < $1.time }, since: since)
        figures.advance(to: now)
    }

    private static func begin(
        _ session: Watched, now: Int64, _ figures: inout LiveFigures
    ) throws(StoreError) -> (
        recent: [(time: Int64, changes: [OperationName: OperationChange])], since: Int64
    ) {
        let start = session.record.description.startedAt
        session.store.endSnapshot()
        try session.store.beginSnapshot()
        defer { session.store.endSnapshot() }
        figures.addPast(try session.changes.next(), begin: start)
        let (since, parts) = try session.changes.recent(
            since: now - LiveFigures.minute - start, each: part, limit: mostRecent)
        let recent = parts.map { (time: min(now, start + $0.end), changes: $0.changes) }
        return (recent, start + since)
    }

    /// Takes another look.
    public func look(now: Int64) throws(StoreError) {
        let wasOver = isOver
        for session in watched where !session.isOver {
            // Its state first: what is stored before its end is then seen.
            guard let record = try session.store.outline(of: session.record.number) else {
                session.isRemoved = true
                continue
            }
            session.record = record
            figures.add(try session.changes.next(), at: now)
        }
        if !wasOver { figures.advance(to: now) }
    }

    /// Whether no session will get anything more.
    public var isOver: Bool { watched.allSatisfy(\.isOver) }

    /// How many sessions were removed.
    public var removed: Int { watched.count(where: \.isRemoved) }

    /// The sessions, without the counts of their calls.
    public var sessions: [SessionOverview] { watched.map { SessionOverview($0.record) } }
}
