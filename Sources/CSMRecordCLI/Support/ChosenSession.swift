import CSMAnalysis
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

    /// Its calls and attempts whose labels `isIncluded` takes.
    func trace(_ isIncluded: (EventLabels) -> Bool) throws -> CallTrace {
        let labels = try labels()
        let included = labels.all.map(isIncluded)
        var calls: [TimedEvent] = []
        var attempts: [TimedEvent] = []
        try store.forEachEvent(of: record.number) { event in
            guard let place = labels.placeOfSeries[event.series], included[place] else { return }
            let timed = TimedEvent(event, labels: place, of: record)
            switch labels.all[place].level {
            case .call: calls.append(timed)
            case .attempt: attempts.append(timed)
            case .other, .undecodable, .empty: break
            }
        }
        return CallTrace(calls: calls, attempts: attempts, labels: labels.all)
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
        let trace = try trace { $0.level == .call || $0.level == .attempt }
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
