import CSMEvents

/// Joins the spans of a session to the events that CSM sent of the same calls.
final class SpanJoining {
    private var recent = RecentCalls()
    private let statements: JoinStatements
    /// Events that left their series in this transaction.
    private var moved: [MovedEvent] = []
    private var hasMoved = false

    init(on connection: borrowing Connection) throws(StoreError) {
        statements = try JoinStatements(on: connection)
    }

    /// Remembers an event that CSM sent, if a span may tell of the same call.
    func note(
        _ event: DecodedEvent, _ datagram: UnsafeBufferPointer<UInt8>, row: EventRow,
        operation: Int
    ) {
        // Times that a sender made up must not overflow what is added to them.
        guard let start = row.start, Interval.isPlausible(start) else { return }
        let latency = Int64(event.latency ?? 0)
        switch event.level {
        case .call:
            recent.add(
                row: row.id, operation: operation, start: start, latency: latency,
                attemptCount: Int(event.attemptCount ?? 1))
        case .attempt:
            let id = RequestIDs.id(in: datagram)
            recent.addAttempt(
                row: row.id, operation: operation, start: start, latency: latency,
                requestID: id.map(RecentCalls.hash) ?? 0)
        case .other, .undecodable, .empty: break
        }
    }

    /// The rows of the events that CSM sent of a span's call and of its attempts, if it did; no
    /// other span gets them.
    func take(
        _ event: DecodedEvent, start: Int64, operation: Int, requestID: String?
    ) -> (call: Int64, attempts: [Int64])? {
        let id = requestID.map { RecentCalls.hash($0.utf8) } ?? 0
        guard
            let call = recent.take(
                operation: operation, start: start, latency: Int64(event.latency ?? 0),
                requestID: id)
        else { return nil }
        // Without a resource there is nothing to tell of the attempts.
        let attempts =
            event.resource.isPresent ? recent.attempts(of: call, requestID: id) : []
        return (call.row, attempts)
    }

    /// Whether CSM told of the call that a late attempt belongs to.
    func isTold(_ event: DecodedEvent, start: Int64, operation: Int) -> Bool {
        recent.isTold(operation: operation, start: start, latency: Int64(event.latency ?? 0))
    }

    /// Adds to a stored event those of the span's members.
    ///
    /// `move` is given the new bytes and the series so far; it returns the new one, and what the old
    /// one must no longer count, if they differ.
    func change(
        _ row: Int64, adding members: [String], of span: UnsafeBufferPointer<UInt8>,
        _ move: (UnsafeBufferPointer<UInt8>, Int64) throws(StoreError) -> (Int64, MovedEvent)?
    ) throws(StoreError) {
        var stored: (series: Int64, bytes: [UInt8])?
        try statements.withEvent(row) { series, bytes in
            stored = (series, EventMembers.joined(bytes, members, of: span))
        }
        guard let stored else { return }
        let moved = try stored.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            try move(bytes, stored.series)
        }
        try statements.update(row, series: moved?.0 ?? stored.series, stored.bytes)
        if let left = moved?.1 { self.moved.append(left) }
    }

    /// To be called when the series are written.
    func writeStatistics() throws(StoreError) {
        for event in moved { try statements.take(event) }
    }

    /// Removes the series that all events went from, which must not be written again.
    func removeEmptySeries(of session: Int64) throws(StoreError) {
        if hasMoved { try statements.removeEmptySeries(of: session) }
    }

    func committed(_ forget: (MovedEvent) -> Void) {
        if !moved.isEmpty { hasMoved = true }
        moved.forEach(forget)
        moved.removeAll(keepingCapacity: true)
        recent.committed()
    }

    func rolledBack() {
        moved.removeAll()
        recent.rolledBack()
    }
}
