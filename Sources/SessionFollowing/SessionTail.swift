public import CSMAnalysis
import CSMEvents
public import CSMLive
import SessionReading
public import SessionStore

/// The calls of a session, told in the order in which they came, those that have come and those that
/// come.
public final class SessionTail {
    /// What is kept of a series.
    private struct Kind {
        let labels: EventLabels
        let isIncluded: Bool
    }

    /// So many events are read in one transaction.
    private static let pieceSize = 2_000
    /// Kinds are forgotten beyond these, so that no sender makes this grow for ever.
    private static let mostKinds = 20_000

    public let session: SessionOverview
    /// Calls so far, whether told of or not, and the errors among them.
    public private(set) var calls = 0
    public private(set) var errors = 0
    /// Calls that were told of.
    public private(set) var told = 0
    /// Whether the mark asked for has begun.
    public private(set) var sawMark = false

    private let number: Int64
    private let store: SessionStore
    private let query: TailQuery
    private let feed: EventFeed
    private let clock: SessionClock
    private var kinds: [Int64: Kind] = [:]
    private var last: Int64 = 0
    private var edges: [SessionMarks.Edge] = []
    private var marks: SessionMarks

    public init(_ session: StoredSession, _ query: TailQuery) throws(StoreError) {
        self.session = SessionOverview(session.record)
        self.query = query
        number = session.record.number
        store = session.store
        feed = try EventFeed(of: number, in: store)
        clock = SessionClock(following: self.session)
        marks = SessionMarks([], on: clock.line)
    }

    /// Whether there may be more than was read.
    public func hasNews() throws(StoreError) -> Bool { try feed.hasNews() }

    /// The state of the session; `nil` where it was removed.
    public func state() throws(StoreError) -> SessionRecord.State? {
        try store.outline(of: number)?.state
    }

    /// Leaves out all that has come, but counts it.
    public func skip() throws(StoreError) {
        while true {
            let events = try feed.events(after: last, limit: Self.pieceSize)
            guard let end = events.last else { return }
            for event in events { if let kind = try kind(of: event.series) { count(kind) } }
            last = end.sequence
        }
    }

    /// The next ones, of a bounded number of events; `nil` when all are told that there are.
    public func next() throws(StoreError) -> [LiveEvent]? {
        let events = try feed.events(after: last, limit: Self.pieceSize)
        guard let end = events.last else { return nil }
        var found: [LiveEvent] = []
        var hasNewMarks = false
        for event in events {
            guard let kind = try kind(of: event.series) else { continue }
            count(kind)
            if kind.labels.type == MarkEvent.type, query.mark != nil {
                hasNewMarks = try note(event) || hasNewMarks
            }
            guard kind.isIncluded, query.includes(latency: event.latency) else { continue }
            found.append(live(event, kind.labels))
        }
        last = end.sequence
        if hasNewMarks { marks = SessionMarks(edges, on: clock.line) }
        if query.mark != nil { found = marked(found) }
        told += found.count { $0.labels.level == .call }
        return found
    }

    private func kind(of series: Int64) throws(StoreError) -> Kind? {
        if let kind = kinds[series] { return kind }
        guard let labels = try feed.labels(of: series) else { return nil }
        if kinds.count >= Self.mostKinds { kinds.removeAll() }
        let kind = Kind(labels: labels, isIncluded: query.includes(labels))
        kinds[series] = kind
        return kind
    }

    private func count(_ kind: Kind) {
        guard kind.labels.level == .call else { return }
        calls += 1
        if kind.labels.isError { errors += 1 }
    }

    private func live(_ event: EventOutline, _ labels: EventLabels) -> LiveEvent {
        let arrival = session.startedAt + event.arrival
        let timed = TimedEvent(
            sequence: event.sequence, labels: 0, start: event.start, arrival: arrival,
            latency: event.latency, attemptCount: event.attemptCount, message: event.message,
            duration: event.duration, clock: clock)
        return LiveEvent(
            timed, labels, arrival: arrival,
            offset: timed.interval.start - clock.line.interval.start)
    }

    // MARK: Marks

    /// Whether it is the beginning or the end of a mark.
    private func note(_ event: EventOutline) throws(StoreError) -> Bool {
        guard let mark = try feed.mark(at: event.sequence) else { return false }
        sawMark = sawMark || mark.name == query.mark
        // Others neither hold its calls nor end it.
        guard mark.name == query.mark else { return false }
        edges.append(
            .init(mark, sequence: event.sequence, arrival: session.startedAt + event.arrival))
        return true
    }

    private func marked(_ events: [LiveEvent]) -> [LiveEvent] {
        events.filter { live in
            !marks.marks(of: [live.event], [live.labels])[0].isEmpty
        }
    }
}
