import CSMEvents

/// Writes one session while it happens: each datagram decoded, its secrets taken out, stored.
///
/// Not for several threads at once. A call that throws has stored nothing of what it was given,
/// and may be made again.
public final class SessionRecorder {
    /// How a datagram, or a call that spans told of, came.
    public struct Arrival {
        /// Nanoseconds since 1970.
        public let time: Int64
        /// The sender's port.
        public let port: UInt16
        public let isTruncated: Bool
        /// Whether the bytes are those of `SpanLines`.
        public let isSpans: Bool

        public init(time: Int64, port: UInt16, isTruncated: Bool, isSpans: Bool = false) {
            self.time = time
            self.port = port
            self.isTruncated = isTruncated
            self.isSpans = isSpans
        }
    }

    public let description: SessionDescription
    /// What is stored so far.
    public var counters: SessionCounters { writer.counters }

    /// Whether the database has a write-ahead log; some file systems cannot have one.
    public let hasWriteAheadLog: Bool

    private let connection: Connection
    private let writer: EventWriter
    private var lastArrival: Int64 = 0
    private var watch = FileWatch()
    private let operation = "store events"

    /// Begins a session in the database at `path`, which is made if it is missing.
    ///
    /// `takesSpans` is for sessions that calls may come to by both ways.
    public init(
        _ description: SessionDescription, at path: String, takesSpans: Bool = false
    ) throws(StoreError) {
        let connection = try DatabaseFile.openOrCreate(path)
        // A checkpoint in the middle of a flood costs more than the space its log takes.
        try connection.execute(
            "PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -65536;", for: "open \(path)")
        hasWriteAheadLog = try connection.text("PRAGMA journal_mode", for: "open \(path)") == "wal"
        writer = try EventWriter(
            session: try connection.begin(description), startedAt: description.startedAt,
            keepsSecrets: description.keepsSecrets, joinsSpans: takesSpans, on: connection)
        watch.look(at: connection)
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
        let before = (counters, writer.clock, lastArrival)
        // Before a commit, for that may bring a checkpoint.
        watch.look(at: connection)
        do {
            writer.counters.droppedByKernel = droppedByKernel
            try connection.transaction(for: operation) { () throws(StoreError) in
                try forEachDatagram { (arrival, bytes) throws(StoreError) in
                    // Arrival times never go back, though the system's clock may.
                    lastArrival = max(lastArrival, arrival.time / 1_000 - description.startedAt)
                    if arrival.isSpans {
                        return try writer.insert(SpanLines(bytes), arrival: lastArrival)
                    }
                    try writer.insert(
                        bytes, arrival: lastArrival, port: arrival.port,
                        isTruncated: arrival.isTruncated)
                }
                try writer.writeStatistics()
                try writer.writeCounters()
            }
        } catch {
            (writer.counters, writer.clock, lastArrival) = before
            writer.rolledBack()
            throw error
        }
        writer.committed()
    }

    /// Notes what became of the spans so far; written with what is stored next.
    public func noteSpans(received: Int, used: Int, duplicate: Int, refusedRequests: Int) {
        writer.counters.spansReceived = received
        writer.counters.spansUsed = used
        writer.counters.spansDuplicate = duplicate
        writer.counters.requestsRefused = refusedRequests
    }

    /// Counts events that were received and could not be stored; written with what is stored next.
    public func countDropped(_ events: Int) { writer.counters.droppedByRecorder += events }

    /// Ends the session, no earlier than its last datagram came.
    ///
    /// `endedAt` is in microseconds since 1970, and the session's start plus how long it took: the
    /// system's clock may have been set meanwhile. `exitCode` and `exitSignal` are `nil` where nothing
    /// was run; `processesLeft` is how many processes outlived the command. Returns the session as it
    /// is stored now; `nil` where there were too many operations to count each.
    @discardableResult public func finish(
        endedAt: Int64, exitCode: Int32?, exitSignal: Int32?, processesLeft: Int = 0,
        droppedByKernel: Int?
    ) throws(StoreError) -> RecordedSession? {
        let endedAt = max(endedAt, description.startedAt + lastArrival)
        writer.counters.droppedByKernel = droppedByKernel
        watch.look(at: connection)
        try connection.transaction(for: operation) { () throws(StoreError) in
            try writer.writeCounters()
            try writer.removeEmptySeries()
            try connection.end(
                session: writer.number, endedAt: endedAt, exitCode: exitCode,
                exitSignal: exitSignal, processesLeft: processesLeft)
        }
        let operations = writer.operations
        guard !operations.isFull else { return nil }
        let record = SessionRecord(
            number: writer.number, description: description, state: .complete, endedAt: endedAt,
            lastArrival: lastArrival, exitCode: exitCode, exitSignal: exitSignal,
            processesLeft: processesLeft, counters: counters, calls: operations.calls,
            errors: operations.errors, attemptsExpected: operations.attemptsExpected,
            attemptsSeen: operations.attemptsSeen,
            attemptsNotShown: operations.attemptsNotShown)
        return RecordedSession(record: record, operations: operations, clock: writer.clock)
    }

    /// From now on a lock is waited for so many milliseconds.
    public func limitLockWait(to milliseconds: Int64) {
        connection.limitLockWait(to: milliseconds)
    }

    /// Takes the session away again: what it was for did not begin.
    public func discard() throws(StoreError) { _ = try connection.remove(session: writer.number) }

    /// Throws if the database's file was removed, replaced or cut, so that what was stored is lost.
    public func checkFile() throws(StoreError) {
        try connection.checkFile(for: operation, sawCut: watch.sawCut)
    }
}
