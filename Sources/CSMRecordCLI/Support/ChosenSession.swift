import CSMAnalysis
import CSMBudget
import CSMEvents
import CSMReport
import SessionStore

/// A session, and the store that it is read from.
struct ChosenSession {
    let record: SessionRecord
    let store: SessionStore

    var id: String { record.description.id }
    var overview: SessionOverview { SessionOverview(record) }

    /// Some of its calls and attempts, its marks, and the time line of all its calls.
    struct Events {
        let trace: CallTrace
        let marks: SessionMarks
        let line: TimeLine
    }

    /// Its calls and attempts whose labels `isIncluded` takes.
    func events(
        linking: Bool, _ isIncluded: (EventLabels) -> Bool = { _ in true }
    ) throws -> Events {
        let series = try series()
        let included = series.labels.map { isIncluded($0) || $0.type == MarkEvent.type }
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        var edges: [SessionMarks.Edge] = []
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series], included[place] else { return }
            switch series.labels[place].level {
            case .call: calls.append(TimedEvent(event, labels: place, of: record))
            case .attempt: attempts.append(TimedEvent(event, labels: place, of: record))
            case .other:
                guard let mark = MarkEvent(event.bytes) else { return }
                let arrival = record.description.startedAt + event.arrival
                edges.append(.init(mark, sequence: event.sequence, arrival: arrival))
            case .undecodable, .empty: break
            }
        }
        return Events(
            trace: CallTrace(
                calls: calls, attempts: attempts, labels: series.labels, linking: linking),
            marks: SessionMarks(edges, on: series.line), line: series.line)
    }

    /// The time line of all its calls.
    func timeLine() throws -> TimeLine { try series().line }

    /// Everything that a budget may ask about.
    func checked() throws -> CheckedSession {
        let events = try events(linking: false)
        return CheckedSession(
            overview, trace: events.trace, line: events.line, marks: events.marks)
    }

    /// Its calls and attempts as counts for each set of labels and marks.
    func markedSamples() throws -> [SeriesSample] {
        let events = try events(linking: false)
        return SeriesSample.samples(of: events.trace, events.marks, session: id)
    }

    /// Writes a row for each datagram.
    func writeCSV(to output: ByteWriter) throws {
        let series = try series()
        try output.write(EventCSV.header)
        try store.forEachEvent(of: record.number) { event in
            guard let place = series.placeOfLabels[event.series] else { return }
            try output.write(
                EventCSV.row(
                    TimedEvent(event, labels: place, of: record), series.labels[place],
                    arrival: event.arrival, start: event.start, port: event.port))
        }
    }

    /// Writes a trace for Perfetto.
    func writeTrace(to output: ByteWriter) throws {
        let events = try events(linking: true)
        try TraceEvents(events.trace, in: overview, on: events.line).write { try output.write($0) }
    }

    /// What its series say: all labels, which of them a series has, and the time line.
    private func series() throws -> (
        labels: [EventLabels], placeOfLabels: [Int64: Int], line: TimeLine
    ) {
        var labels: [EventLabels] = []
        var placeOfLabels: [Int64: Int] = [:]
        var busy: [Interval] = []
        try store.forEachSeries(of: record.number) { series in
            placeOfLabels[series.id] = labels.count
            labels.append(series.labels)
            busy += series.busy
        }
        return (labels, placeOfLabels, TimeLine(of: overview, busy: Interval.union(busy)))
    }
}

extension TimedEvent {
    fileprivate init(_ event: StoredEvent, labels: Int, of record: SessionRecord) {
        self.init(
            sequence: event.sequence, labels: labels, start: event.start,
            arrival: record.description.startedAt + event.arrival, latency: event.latency,
            attemptCount: event.attemptCount, message: event.message)
    }
}
