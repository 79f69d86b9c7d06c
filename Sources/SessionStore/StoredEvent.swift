/// An event as it is stored, while it is being read.
public struct StoredEvent {
    /// From 1, in the order of arrival.
    public let sequence: Int64
    /// Of its `RecordedSeries`.
    public let series: Int64
    /// Microseconds since the session's start.
    public let arrival: Int64
    /// The sender's.
    public let port: UInt16
    /// The SDK's own clock, milliseconds since 1970.
    public let start: Int64?
    /// Milliseconds.
    public let latency: Int32?
    public let attemptCount: Int32?
    /// The exception's.
    public let message: String?
    /// Microseconds, by the span; `nil` where no span tells.
    public let duration: Int64?
    /// The datagram without its secrets; to be used within the call that got it.
    public let bytes: UnsafeBufferPointer<UInt8>
}

extension SessionStore {
    /// Calls `body` with the events of the session of that number, in the order of arrival: those
    /// after a sequence number, `limit` of them at most.
    ///
    /// Nothing is read between two calls, so that with a limit nobody waits for who takes his time.
    public func forEachEvent(
        of session: Int64, after sequence: Int64 = 0, limit: Int? = nil,
        _ body: (StoredEvent) throws -> Void
    ) throws {
        let rows = try Statement(
            """
            SELECT id & 0xFFFFFFFF AS sequence, series, t_us, port, start_ms, latency_ms, attempt_count,
                message, bytes, duration_us
            FROM events WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?
            """, on: connection, for: "read the events")
        rows.bind(1, session << 32 + sequence + 1)
        rows.bind(2, (session + 1) << 32 - 1)
        rows.bind(3, Int64(limit ?? -1))  // SQLite's word for none
        while try rows.step() { try body(try StoredEvent(rows)) }
    }
}

extension StoredEvent {
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let bytes = row.bytes(8)
        guard bytes.count <= StoredValues.longestDatagram else { throw row.damaged(8) }
        self.init(
            sequence: row.integer(0), series: row.integer(1),
            arrival: try row.integer(2, in: StoredValues.arrivals),
            port: UInt16(try row.integer(3, in: 0...0xFFFF)), start: row.optionalInteger(4),
            latency: try row.figure(5), attemptCount: try row.figure(6),
            message: row.optionalText(7),
            duration: try row.optionalInteger(9, in: StoredValues.sums), bytes: bytes)
    }
}
