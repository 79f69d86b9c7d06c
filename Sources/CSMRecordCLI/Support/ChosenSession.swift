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

    /// The time line of all its calls.
    func timeLine() throws -> TimeLine {
        var busy: [Interval] = []
        try store.forEachSeries(of: record.number) { busy += $0.busy }
        return TimeLine(of: overview, busy: Interval.union(busy))
    }

    /// Its calls and attempts whose labels `isIncluded` takes, and its marks.
    func events(
        linking: Bool, _ isIncluded: (EventLabels) -> Bool
    ) throws -> (trace: CallTrace, marks: SessionMarks) {
        let labels = try labels()
        let included = labels.all.map { isIncluded($0) || $0.type == MarkEvent.type }
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        var edges: [SessionMarks.Edge] = []
        try store.forEachEvent(of: record.number) { event in
            guard let place = labels.placeOfSeries[event.series], included[place] else { return }
            switch labels.all[place].level {
            case .call: calls.append(TimedEvent(event, labels: place, of: record))
            case .attempt: attempts.append(TimedEvent(event, labels: place, of: record))
            case .other:
                guard let mark = MarkEvent(event.bytes) else { return }
                let arrival = record.description.startedAt + event.arrival
                edges.append(.init(mark, sequence: event.sequence, arrival: arrival))
            case .undecodable, .empty: break
            }
        }
        let trace = CallTrace(
            calls: calls, attempts: attempts, labels: labels.all, linking: linking)
        return (trace, SessionMarks(edges, on: try timeLine()))
    }

    /// Everything that a budget may ask about.
    func checked() throws -> CheckedSession {
        let (trace, marks) = try events(linking: false) {
            $0.level == .call || $0.level == .attempt
        }
        return CheckedSession(overview, trace: trace, line: try timeLine(), marks: marks)
    }

    /// Its calls and attempts as counts for each set of labels and marks.
    func markedSamples() throws -> [SeriesSample] {
        let (trace, marks) = try events(linking: false) {
            $0.level == .call || $0.level == .attempt
        }
        return SeriesSample.samples(of: trace, marks, session: id)
    }

    /// Writes a row for each datagram.
    func writeCSV(to output: ByteWriter) throws {
        let labels = try labels()
        try output.write(EventCSV.header)
        try store.forEachEvent(of: record.number) { event in
            guard let place = labels.placeOfSeries[event.series] else { return }
            try output.write(
                EventCSV.row(
                    TimedEvent(event, labels: place, of: record), labels.all[place],
                    arrival: event.arrival, start: event.start, port: event.port))
        }
    }

    /// Writes a trace for Perfetto.
    func writeTrace(to output: ByteWriter) throws {
        let trace = try events(linking: true) { $0.level == .call || $0.level == .attempt }.trace
        try TraceEvents(trace, in: overview, on: try timeLine()).write { try output.write($0) }
    }

    private func labels() throws -> (all: [EventLabels], placeOfSeries: [Int64: Int]) {
        var all: [EventLabels] = []
        var placeOfSeries: [Int64: Int] = [:]
        try store.forEachSeries(of: record.number) { series in
            placeOfSeries[series.id] = all.count
            all.append(series.labels)
        }
        return (all, placeOfSeries)
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
