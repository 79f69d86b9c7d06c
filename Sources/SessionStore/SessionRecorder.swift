import CSMEvents

/// Writes one session while it happens: each datagram decoded, its secrets taken out, stored.
///
/// Not for several threads at once. A call that throws has stored nothing of what it was given,
/// and may be made again.
public final class SessionRecorder {
    /// One datagram as it came.
    public struct Arrival {
        /// Nanoseconds since 1970.
        public let time: Int64
        /// The sender's port.
        public let port: UInt16
        public let isTruncated: Bool

        public init(time: Int64, port: UInt16, isTruncated: Bool) {
            self.time = time
            self.port = port
            self.isTruncated = isTruncated
        }
    }

    public let description: SessionDescription
    /// What is stored so far.
    public private(set) var counters = SessionCounters()

    /// Whether the database has a write-ahead log; some file systems cannot have one.
    public let hasWriteAheadLog: Bool

    private let connection: Connection
    private let number: Int64
    private let statements: RecorderStatements
    private var decoder = EventDecoder()
    private var series = SeriesCache()
    /// The stored form of a datagram that holds secrets.
    private var redacted: [UInt8] = []
    private var lastArrival: Int64 = 0
    private let operation = "store events"

    /// Begins a session in the database at `path`, which is made if it is missing.
    public init(_ description: SessionDescription, at path: String) throws(StoreError) {
        let connection = try DatabaseFile.openOrCreate(path)
        // A checkpoint in the middle of a flood costs more than the space its log takes.
        try connection.execute(
            "PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -65536;", for: "open \(path)")
        hasWriteAheadLog = try connection.text("PRAGMA journal_mode", for: "open \(path)") == "wal"
        number = try connection.insert(description)
        statements = try RecorderStatements(on: connection)
        self.connection = connection
        self.description = description
    }

    /// Stores a batch in one transaction.
    ///
    /// `forEachDatagram` calls what it is given for each datagram of the batch, in order.
    public func store(
        droppedByKernel: Int?,
        _ forEachDatagram: (
            (Arrival, UnsafeBufferPointer<UInt8>) throws(StoreError) -> Void
        ) throws(StoreError) -> Void
    ) throws(StoreError) {
        let before = (counters, lastArrival)
        do {
            counters.droppedByKernel = droppedByKernel
            try connection.transaction(for: operation) { () throws(StoreError) in
                try forEachDatagram { (arrival, bytes) throws(StoreError) in
                    try insert(arrival, bytes)
                }
                try series.write(statements)
                try statements.write(counters, session: number)
            }
        } catch {
            (counters, lastArrival) = before
            // The rows of new series are gone with the transaction.
            series.removeAll()
            throw error
        }
        series.trim()
    }

    /// Counts datagrams that were received and could not be stored; written with what is stored
    /// next.
    public func countDropped(_ datagrams: Int) { counters.droppedByRecorder += datagrams }

    private func insert(
        _ arrival: Arrival, _ datagram: UnsafeBufferPointer<UInt8>
    ) throws(StoreError) {
        let event = decoder.decode(datagram)
        count(event.level, isTruncated: arrival.isTruncated)
        // Arrival times never go back, though the system's clock may.
        lastArrival = max(lastArrival, arrival.time / 1_000 - description.startedAt)

        let index = try series.index(of: event, in: datagram) { (labels) throws(StoreError) in
            try statements.insertSeries(labels, session: number)
        }
        let start = series.add(event, at: index)
        let row = EventRow(
            id: number << 32 | Int64(counters.received), series: series.id(at: index),
            arrival: lastArrival, port: arrival.port, start: start, latency: event.latency,
            attemptCount: event.attemptCount,
            message: event.isError
                ? event.exceptionMessage.text(in: datagram, limit: EventLabels.textLimit) : nil)
        if decoder.secrets.isEmpty || description.keepsSecrets {
            try statements.insert(row, bytes: datagram)
        } else {
            redacted.removeAll(keepingCapacity: true)
            Redaction.append(datagram, without: decoder.secrets, to: &redacted)
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

    /// Ends the session.
    ///
    /// `endedAt` is in microseconds since 1970; `exitCode` and `exitSignal` are `nil` where nothing
    /// was run.
    public func finish(
        endedAt: Int64, exitCode: Int32?, exitSignal: Int32?, droppedByKernel: Int?
    ) throws(StoreError) {
        counters.droppedByKernel = droppedByKernel
        try connection.transaction(for: operation) { () throws(StoreError) in
            try statements.write(counters, session: number)
            try connection.end(
                session: number, endedAt: endedAt, exitCode: exitCode, exitSignal: exitSignal)
        }
    }

    /// Takes the session away again: what it was for did not begin.
    public func discard() throws(StoreError) { try connection.remove(session: number) }

    /// Throws if the database's file was removed or replaced, so that what was stored is lost.
    public func checkFile() throws(StoreError) {
        guard connection.hasMoved else { return }
        throw StoreError(
            extendedCode: StoreError.fileMoved, operation: operation,
            reason: "the database's file was removed or replaced in the meantime")
    }
}
