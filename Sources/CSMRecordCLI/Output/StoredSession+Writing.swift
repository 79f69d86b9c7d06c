import CSMAnalysis
import CSMReport
import SessionReading
import SessionStore

/// A session in other tools' formats.
extension StoredSession {
    /// Writes a row for each datagram.
    func writeCSV(to output: ByteWriter) throws {
        try output.write(EventCSV.header)
        try forEachEvent { event, labels, stored in
            try output.write(
                EventCSV.row(
                    event, labels, arrival: stored.arrival, start: stored.start, port: stored.port))
        }
    }

    /// Writes a trace for Perfetto.
    func writeTrace(to output: ByteWriter) throws {
        let events = try events(linking: true)
        try TraceEvents(events.trace, in: events.overview, on: events.line).write {
            try output.write($0)
        }
    }
}

extension SessionRecord {
    /// The session as one line of talk.
    var line: String { DisplayText.line(SessionOverview(self).line) }
}
