public import CSMAnalysis
public import CSMBudget
public import CSMEvents
public import SessionStore

/// What is counted and shown of a session, read from its events.
extension StoredSession {
    public var overview: SessionOverview { SessionOverview(record) }

    /// Some of its calls and attempts, its marks, and the time line of all its calls.
    public struct Events {
        public let overview: SessionOverview
        public let trace: CallTrace
        public let marks: SessionMarks
        public let line: TimeLine
    }

    /// Its calls and attempts whose labels `isIncluded` takes.
    public func events(
        linking: Bool, _ isIncluded: (EventLabels) -> Bool = { _ in true }
    ) throws -> Events {
        let series = try series()
        let clock = try clock()
        let included = series.labels.map { isIncluded($0) || $0.type == MarkEvent.type }
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        var edges: [SessionMarks.Edge] = []
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series], included[place] else { return }
            switch series.labels[place].level {
            case .call: calls.append(TimedEvent(event, labels: place, of: record, clock))
            case .attempt: attempts.append(TimedEvent(event, labels: place, of: record, clock))
            case .other:
                guard let mark = MarkEvent(event.bytes) else { return }
                let arrival = record.description.startedAt + event.arrival
                edges.append(.init(mark, sequence: event.sequence, arrival: arrival))
            case .undecodable, .empty: break
            }
        }
        return Events(
            overview: SessionOverview(record, clock),
            trace: CallTrace(
                calls: calls, attempts: attempts, labels: series.labels, linking: linking),
            marks: SessionMarks(edges, on: clock.line), line: clock.line)
    }

    /// Everything that a budget may ask about.
    public func checked() throws -> CheckedSession {
        let events = try events(linking: false)
        return CheckedSession(
            events.overview, trace: events.trace, line: events.line, marks: events.marks)
    }

    /// Its calls and attempts as counts for each set of labels and marks.
    public func markedSamples() throws -> [SeriesSample] {
        let events = try events(linking: false)
        return SeriesSample.samples(of: events.trace, events.marks, session: id)
    }

    /// Calls `body` with each datagram: as an event with its labels, and as it is stored.
    public func forEachEvent(
        _ body: (TimedEvent, EventLabels, StoredEvent) throws -> Void
    ) throws {
        let series = try series()
        let clock = try clock()
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series] else { return }
            let timed = TimedEvent(event, labels: place, of: record, clock)
            try body(timed, series.labels[place], event)
        }
    }

    /// What its series say: all labels, and which of them a series has.
    private func series() throws -> (labels: [EventLabels], placeOfLabels: [Int64: Int]) {
        var labels: [EventLabels] = []
        var placeOfLabels: [Int64: Int] = [:]
        try store.forEachSeries(of: record.number) { series in
            placeOfLabels[series.id] = labels.count
            labels.append(series.labels)
        }
        return (labels, placeOfLabels)
    }
}

extension TimedEvent {
    fileprivate init(
        _ event: StoredEvent, labels: Int, of record: SessionRecord, _ clock: SessionClock
    ) {
        self.init(
            sequence: event.sequence, labels: labels, start: event.start,
            arrival: record.description.startedAt + event.arrival, latency: event.latency,
            attemptCount: event.attemptCount, message: event.message, clock: clock)
    }
}
