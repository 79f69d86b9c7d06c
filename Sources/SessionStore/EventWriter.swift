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
    /// `nil` where no spans can come.
    private let joining: SpanJoining?
    private var undecodableRedaction = UndecodableRedaction()
    /// The stored form of a datagram that holds secrets.
    private var redacted: [UInt8] = []

    init(
        session number: Int64, startedAt: Int64, keepsSecrets: Bool, joinsSpans: Bool = false,
        on connection: borrowing Connection
    ) throws(StoreError) {
        self.number = number
        self.startedAt = startedAt
        self.keepsSecrets = keepsSecrets
        statements = try RecorderStatements(on: connection)
        series = SeriesCache(session: number)
        joining = joinsSpans ? try SpanJoining(on: connection) : nil
    }

    /// Stores a datagram that came at `arrival`, in microseconds since the session's start.
    ///
    /// Returns what it turned out to be. `isSpan` is for events that were made of spans: no other
    /// span is joined to them.
    @discardableResult func insert(
        _ datagram: UnsafeBufferPointer<UInt8>, arrival: Int64, port: UInt16, isTruncated: Bool,
        isSpan: Bool = false
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
        if let joining, !isSpan, let operation = series.operation(at: index) {
            joining.note(event, datagram, row: row, operation: operation)
        }
        return event.level
    }

    /// Stores a call that spans told of, and its attempts.
    ///
    /// Where its SDK told of the same call by CSM, that event is kept, for it knows more, and gets
    /// what only the span can tell.
    func insert(_ lines: SpanLines, arrival: Int64) throws(StoreError) {
        if let joining, try join(lines, joining) {
            counters.spansJoined += lines.attempts.count + (lines.call == nil ? 0 : 1)
            return
        }
        for event in lines.attempts + (lines.call.map { [$0] } ?? []) {
            try event.withUnsafeBufferPointer { (bytes) throws(StoreError) in
                _ = try insert(
                    bytes, arrival: arrival, port: 0, isTruncated: false, isSpan: true)
            }
        }
    }

    /// Whether CSM told of it; if so, the call's event is changed.
    private func join(_ lines: SpanLines, _ joining: SpanJoining) throws(StoreError) -> Bool {
        guard let line = lines.call ?? lines.attempts.first else { return false }
        return try line.withUnsafeBufferPointer { (span) throws(StoreError) in
            let event = decoder.decode(span)
            guard let operation = series.operation(of: event, in: span), let start = event.timestamp
            else { return false }
            guard event.level == .call else {
                return joining.isTold(event, start: start, operation: operation)
            }
            guard
                let rows = joining.take(
                    event, start: start, operation: operation, requestID: lines.requestID)
            else { return false }
            try change(rows.call, adding: EventMembers.ofCall, of: span, operation, joining)
            for row in rows.attempts {
                try change(row, adding: EventMembers.ofAttempt, of: span, operation, joining)
            }
            return true
        }
    }

    /// Adds members of a span to a stored event, which may be of another series then.
    private func change(
        _ row: Int64, adding members: [String], of span: UnsafeBufferPointer<UInt8>,
        _ operation: Int, _ joining: SpanJoining
    ) throws(StoreError) {
        try joining.change(row, adding: members, of: span) { (bytes, old) throws(StoreError) in
            let event = decoder.decode(bytes)
            let index = try series.index(of: event, in: bytes) { () throws(StoreError) in
                try statements.nextSeries()
            }
            if series.id(at: index) == old { return nil }
            _ = series.add(event, at: index, arrival: startedAt)
            let isCall = event.level == .call
            let moved = MovedEvent(
                series: old, operation: operation, level: event.level, latency: event.latency,
                attemptCount: isCall ? event.attemptCount ?? 0 : 0,
                retries: isCall ? event.retries : 0, isError: event.isError,
                isThrottle: event.isThrottle)
            return (series.id(at: index), moved)
        }
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
    func writeStatistics() throws(StoreError) {
        try series.write(statements)
        try joining?.writeStatistics()
    }

    /// To be called before a session's end.
    func removeEmptySeries() throws(StoreError) { try joining?.removeEmptySeries(of: number) }

    /// Writes the session's counters into its row.
    func writeCounters() throws(StoreError) { try statements.write(counters, session: number) }

    /// To be called after a transaction was committed.
    func committed() {
        series.committed()
        joining?.committed { series.remove($0) }
    }

    /// To be called after a transaction failed.
    func rolledBack() {
        series.rolledBack()
        joining?.rolledBack()
    }

    /// What was committed, by operation.
    var operations: RecordedOperations { series.operations }
}
