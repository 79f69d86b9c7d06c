import CSMEvents

/// Decodes the datagrams of one session, takes their secrets out, and stores them with the
/// statistics that they add to.
///
/// All of it within transactions that the caller makes: `insert` for each datagram, then
/// `writeStatistics` before the end.
final class EventWriter {
    /// The session's number, in the database.
    let number: Int64
    /// The session's start, in microseconds since 1970.
    let startedAt: Int64
    /// What was inserted so far.
    var counters = SessionCounters()
    /// What the timestamps of the calls among it tell.
    var clock = ClockEvidence()

    /// Whether session tokens and access keys are stored as they were sent.
    private let keepsSecrets: Bool
    private let statements: RecorderStatements
    private var decoder = EventDecoder()
    private var series: SeriesCache
    private var undecodableRedaction = UndecodableRedaction()
    /// The stored form of a datagram that holds secrets.
    private var redacted: [UInt8] = []

    init(
        session number: Int64, startedAt: Int64, keepsSecrets: Bool,
        on connection: borrowing Connection
    ) throws(StoreError) {
        self.number = number
        self.startedAt = startedAt
        self.keepsSecrets = keepsSecrets
        statements = try RecorderStatements(on: connection)
        series = SeriesCache(session: number)
    }

    /// Stores a datagram that came at `arrival`, in microseconds since the session's start.
    ///
    /// Returns what it turned out to be.
    @discardableResult func insert(
        _ datagram: UnsafeBufferPointer<UInt8>, arrival: Int64, port: UInt16, isTruncated: Bool
    ) throws(StoreError) -> EventLevel {
        let event = decoder.decode(datagram)
        count(event.level, isTruncated: isTruncated)
        let index = try series.index(of: event, in: datagram) { () throws(StoreError) in
            try statements.nextSeries()
        }
        let start = series.add(event, at: index, arrival: startedAt &+ arrival)
        if event.level == .call {
            clock.add(start: start, latency: event.latency, arrival: startedAt &+ arrival)
        }
        let row = EventRow(
            id: number << 32 | Int64(counters.received), series: series.id(at: index),
            arrival: arrival, port: port, start: start, latency: event.latency,
            attemptCount: event.attemptCount,
            message: event.isError
                ? event.exceptionMessage.text(in: datagram, limit: EventLabels.textLimit) : nil,
            duration: event.durationMicroseconds)
        try store(row, datagram, isDecoded: event.level.isDecoded)
        return event.level
    }

    private func store(
        _ row: EventRow, _ datagram: UnsafeBufferPointer<UInt8>, isDecoded: Bool
    ) throws(StoreError) {
        let secrets = keepsSecrets ? [] : decoder.secrets
        if secrets.isEmpty {
            try statements.insert(row, bytes: datagram)
        } else {
            if isDecoded {
                redacted.removeAll(keepingCapacity: true)
                Redaction.append(datagram, without: secrets, to: &redacted)
            } else {
                redacted = undecodableRedaction.redacted(datagram, without: secrets)
            }
            try redacted.withUnsafeBufferPointer { (bytes) throws(StoreError) in
                try statements.insert(row, bytes: bytes)
            }
        }
    }

    private func count(_ level: EventLevel, isTruncated: Bool) {
        counters.received += 1
        switch level {
        case .call, .attempt, .other: counters.decoded += 1
        case .undecodable: counters.undecodable += 1
        case .empty: counters.empty += 1
        }
        if isTruncated { counters.truncated += 1 }
    }

    /// Writes the statistics of what was inserted since the last time.
    func writeStatistics() throws(StoreError) { try series.write(statements) }

    /// Writes the session's counters into its row.
    func writeCounters() throws(StoreError) { try statements.write(counters, session: number) }

    /// To be called after a transaction was committed.
    func committed() { series.committed() }

    /// To be called after a transaction failed.
    func rolledBack() { series.rolledBack() }

    /// What was committed, by operation.
    var operations: RecordedOperations { series.operations }
}
