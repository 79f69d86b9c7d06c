/// The sessions of one database.
///
/// Reading needs no transaction of the caller's for one answer; for several that are to agree, see
/// `beginSnapshot`. Not for several threads at once.
public final class SessionStore {
    let connection: Connection

    init(_ connection: consuming Connection) { self.connection = connection }

    /// Opens the database at `path`; `nil` where there is none.
    public static func open(_ path: String) throws(StoreError) -> SessionStore? {
        guard let connection = try DatabaseFile.openExisting(path) else { return nil }
        return SessionStore(connection)
    }

    /// Opens the database at `path`, making it and its folder where they are missing.
    public static func openOrCreate(_ path: String) throws(StoreError) -> SessionStore {
        SessionStore(try DatabaseFile.openOrCreate(path))
    }

    /// Opens an empty database of this process's own, gone when the store is.
    public static func temporary() throws(StoreError) -> SessionStore {
        SessionStore(try DatabaseFile.openTemporary())
    }

    /// From now on the store reads what the database holds now, whatever is recorded meanwhile.
    public func beginSnapshot() throws(StoreError) {
        try connection.execute("BEGIN", for: "read the sessions")
    }

    /// From now on the store reads what is there when it reads.
    public func endSnapshot() {
        // Nothing was written, so it makes no difference how this ends.
        connection.rollBack()
    }

    /// All sessions, the newest first.
    public func sessions() throws(StoreError) -> [SessionRecord] {
        let statement = try Statement(
            """
            SELECT number, sessions.id, name, command, cwd, sessions.host, tags, tool_version,
                keeps_secrets, started_us, ended_us, exit_code, exit_signal, recorder, received,
                decoded, undecodable, empty, truncated, dropped_by_kernel, dropped_by_recorder,
                coalesce(sum(events) FILTER (WHERE level = 'call'), 0) AS calls,
                coalesce(sum(events) FILTER (WHERE level = 'call' AND is_error), 0) AS errors,
                coalesce(sum(attempts_expected), 0) AS attempts_expected,
                coalesce(sum(events) FILTER (WHERE level = 'attempt'), 0) AS attempts,
                -- Spans tell nothing of attempts that they do not show.
                max(0, coalesce(sum(attempts_expected - iif(level = 'attempt', events, 0))
                    FILTER (WHERE is_span), 0)) AS attempts_not_shown,
                spans_received, spans_used, spans_joined, spans_duplicate, requests_refused,
                left_behind,
                (SELECT t_us FROM events WHERE events.id BETWEEN number << 32 AND
                    (number + 1 << 32) - 1 ORDER BY events.id DESC LIMIT 1) AS last_t_us
            FROM sessions LEFT JOIN series ON series.session = sessions.number
            GROUP BY number ORDER BY started_us DESC, number DESC
            """, on: connection, for: "read the sessions")
        var records: [SessionRecord] = []
        while try statement.step() { records.append(try record(statement)) }
        return records
    }

    /// A session from a row of the columns that `sessions` reads.
    func record(_ row: borrowing Statement) throws(StoreError) -> SessionRecord {
        var counters = SessionCounters()
        counters.received = try row.count(14)
        counters.decoded = try row.count(15)
        counters.undecodable = try row.count(16)
        counters.empty = try row.count(17)
        counters.truncated = try row.count(18)
        counters.droppedByKernel = try row.optionalInteger(19, in: StoredValues.counts)
            .map { Int($0) }
        counters.droppedByRecorder = try row.count(20)
        counters.spansReceived = try row.count(26)
        counters.spansUsed = try row.count(27)
        counters.spansJoined = try row.count(28)
        counters.spansDuplicate = try row.count(29)
        counters.requestsRefused = try row.count(30)
        let id = row.text(1)
        guard StoredValues.isID(id) else { throw row.damaged(1) }
        let startedAt = try row.integer(9, in: StoredValues.instants)
        // Earlier versions told the end by a clock that may have been set back.
        let endedAt = try row.optionalInteger(10, in: StoredValues.instants)
            .map { max($0, startedAt) }
        return SessionRecord(
            number: try row.integer(0, in: StoredValues.numbers),
            description: SessionDescription(
                id: id, name: row.optionalText(2),
                command: try connection.members(of: row.text(3)).map(\.value),
                workingFolder: row.text(4),
                host: row.text(5), tags: try connection.members(of: row.text(6)),
                toolVersion: row.text(7),
                keepsSecrets: row.integer(8) != 0,
                startedAt: startedAt),
            state: endedAt != nil
                ? .complete
                : connection.presence.isAlive(row.optionalText(13)) ? .recording : .interrupted,
            endedAt: endedAt, lastArrival: try row.integer(32, in: StoredValues.arrivals),
            exitCode: try row.code(11), exitSignal: try row.code(12),
            processesLeft: try row.count(31), counters: counters,
            calls: try row.count(21), errors: try row.count(22),
            attemptsExpected: try row.sum(23), attemptsSeen: try row.count(24),
            attemptsNotShown: try row.sum(25))
    }

    /// The series of the session of that number.
    ///
    /// When its calls were in flight is read only `withBusy`: it may be more than all the rest.
    public func series(
        of session: Int64, in order: SeriesCursor.Order = .recorded, withBusy: Bool = true
    ) throws(StoreError) -> SeriesCursor {
        try SeriesCursor(of: session, in: order, withBusy: withBusy, on: connection)
    }

    /// Calls `body` with each series of the session of that number.
    public func forEachSeries(
        of session: Int64, withBusy: Bool = true, _ body: (RecordedSeries) -> Void
    ) throws(StoreError) {
        let cursor = try series(of: session, withBusy: withBusy)
        while let series = try cursor.next() { body(series) }
    }
}
