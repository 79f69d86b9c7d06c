import CSMAnalysis
import CSMReport
import SessionReading
import SessionStore

/// A session in other tools' formats.
extension StoredSession {
    /// Writes a row for each datagram; `tell` gets how many, now and then.
    func writeCSV(to output: ByteWriter, tell: (Int) -> Void) throws {
        try output.write(EventCSV.header)
        var count = 0
        try forEachEvent { event, labels, stored in
            try output.write(
                EventCSV.row(
                    event, labels, arrival: stored.arrival, start: stored.start, port: stored.port))
            count += 1
            if count.isMultiple(of: 1_000) { tell(count) }
        }
    }

    /// Writes a trace for Perfetto, which all its events are needed for.
    func writeTrace(to output: ByteWriter, _ progress: Progress) throws {
        let total = record.calls + record.attemptsSeen
        let events = try events(linking: true) {
            progress.tell("reading", $0, of: total, .count("events"))
        }
        var bytes = 0
        try TraceEvents(events.trace, in: events.overview, on: events.line).write {
            try output.write($0)
            bytes += $0.count
            progress.tell("exporting", bytes, of: nil, .bytes)
        }
    }

    /// Writes OpenTelemetry's traces; how many datagrams no span tells of.
    func writeSpans(to output: ByteWriter, _ progress: Progress) throws -> Int {
        let total = record.calls + record.attemptsSeen
        let parents = try attemptParents {
            progress.tell("reading", $0, of: total, .count("events"))
        }
        let clock = try clock()
        var spans = try SessionSpans(
            of: SessionOverview(record), on: clock.line, parents, to: output.write)
        var count = 0
        try forEachEvent(by: clock) { event, labels, stored in
            try spans.add(
                event, labels, arrival: record.description.startedAt + stored.arrival,
                bytes: stored.bytes)
            count += 1
            if count.isMultiple(of: 1_000) {
                progress.tell("exporting", .datagrams(count, of: record.counters.received))
            }
        }
        try spans.finish()
        return spans.omitted
    }
}

extension SessionRecord {
    /// The session as one line of talk.
    var line: String { DisplayText.line(SessionOverview(self).line) }
}
