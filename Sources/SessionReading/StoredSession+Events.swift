public import CSMAnalysis
public import CSMBudget
public import CSMEvents
public import SessionStore

/// What is counted and shown of a session, read from its events.
extension StoredSession {
    /// Some of its calls and attempts, its marks, and the time line of all its calls.
    public struct Events {
        public let overview: SessionOverview
        public let trace: CallTrace
        public let marks: SessionMarks
        public let line: TimeLine
    }

    /// Its calls and attempts whose labels `isIncluded` takes; `tell` gets how many there are, now
    /// and then.
    public func events(
        linking: Bool, tell: (Int) -> Void = { _ in },
        _ isIncluded: (EventLabels) -> Bool = { _ in true }
    ) throws -> Events {
        let series = try series()
        let clock = try clock()
        let included = series.labels.map { isIncluded($0) || $0.type == MarkEvent.type }
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        let marks = try read(series, included, clock) { event in
            if series.labels[event.labels].level == .call {
                calls.append(event)
            } else {
                attempts.append(event)
            }
            let count = calls.count + attempts.count
            if count.isMultiple(of: 1_000) { tell(count) }
        }
        return Events(
            overview: try overview(by: clock),
            trace: CallTrace(
                calls: calls, attempts: attempts, labels: series.labels, linking: linking),
            marks: marks, line: clock.line)
    }

    /// Calls `body` with the calls and attempts of the series that are `included`, and returns its
    /// marks.
    private func read(
        _ series: Series, _ included: [Bool], _ clock: SessionClock,
        _ body: (TimedEvent) -> Void
    ) throws -> SessionMarks {
        var edges: [SessionMarks.Edge] = []
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series], included[place] else { return }
            switch series.labels[place].level {
            case .call, .attempt: body(TimedEvent(event, labels: place, of: record, clock))
            case .other:
                guard let mark = MarkEvent(event.bytes) else { return }
                let arrival = record.description.startedAt + event.arrival
                edges.append(.init(mark, sequence: event.sequence, arrival: arrival))
            case .undecodable, .empty: break
            }
        }
        return SessionMarks(edges, on: clock.line)
    }

    /// Everything that a budget may ask about: counts, and the events for who asks for them.
    public func checked() throws -> CheckedSession {
        let clock = try clock()
        var samples: [SeriesSample] = []
        try store.forEachSeries(of: record.number, withBusy: false) { series in
            samples.append(SeriesSample(series, session: id, busy: []))
        }
        return CheckedSession(try overview(by: clock), samples: samples) { body in
            let series = try series()
            let included = series.labels.map { _ in true }
            let marks = try read(series, included, clock, body)
            return CheckedSession.Setting(line: clock.line, marks: marks)
        }
    }

    /// Those of its calls and attempts that `query` asks for by mark and time, as counts for each set
    /// of labels and marks; `nil` without that mark.
    func markedSamples(_ query: StatisticsQuery) throws -> [SeriesSample]? {
        let events = try events(linking: false)
        let line = events.line
        let trace = CallTrace(
            calls: events.trace.calls.filter { query.includes($0, on: line) },
            attempts: events.trace.attempts.filter { query.includes($0, on: line) },
            labels: events.trace.labels, linking: false)
        let samples = SeriesSample.samples(of: trace, events.marks, session: id)
        guard let mark = query.mark else { return samples }
        guard events.marks.names.contains(mark) else { return nil }
        return samples.filter { $0.marks.contains(mark) }
    }

    /// Calls `body` with each datagram: as an event with its labels, and as it is stored; without a
    /// `clock` the event's own timestamp is believed.
    public func forEachEvent(
        by clock: SessionClock? = nil,
        _ body: (TimedEvent, EventLabels, StoredEvent) throws -> Void
    ) throws {
        let series = try series()
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series] else { return }
            try body(
                TimedEvent(event, labels: place, of: record, clock), series.labels[place], event)
        }
    }

    /// Which call each of its attempts belongs to, for who goes through its events one by one.
    public func attemptParents(tell: (Int) -> Void = { _ in }) throws -> AttemptParents? {
        guard record.attemptsSeen > 0 else { return nil }
        return AttemptParents(try events(linking: true, tell: tell).trace)
    }

    /// What its series say: all labels, and which of them a series has.
    private func series() throws -> Series {
        var labels: [EventLabels] = []
        var placeOfLabels: [Int64: Int] = [:]
        try store.forEachSeries(of: record.number, withBusy: false) { series in
            placeOfLabels[series.id] = labels.count
            labels.append(series.labels)
        }
        return Series(labels: labels, placeOfLabels: placeOfLabels)
    }

    private struct Series {
        let labels: [EventLabels]
        let placeOfLabels: [Int64: Int]
    }
}

extension TimedEvent {
    fileprivate init(
        _ event: StoredEvent, labels: Int, of record: SessionRecord,
        _ clock: SessionClock? = nil
    ) {
        self.init(
            sequence: event.sequence, labels: labels, start: event.start,
            arrival: record.description.startedAt + event.arrival, latency: event.latency,
            attemptCount: event.attemptCount, message: event.message, clock: clock)
    }
}
