import CSMEvents

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
                coalesce(sum(events) FILTER (WHERE level = 'call'), 0),
                coalesce(sum(events) FILTER (WHERE level = 'call' AND is_error), 0),
                coalesce(sum(attempts_expected), 0),
                coalesce(sum(events) FILTER (WHERE level = 'attempt'), 0),
                (SELECT t_us FROM events WHERE events.id BETWEEN number << 32 AND
                    (number + 1 << 32) - 1 ORDER BY events.id DESC LIMIT 1),
                -- A database of an early version that is only read has no such column: then the
                -- name is that of the 0 below.
                (SELECT left_behind FROM sessions AS own WHERE own.number = sessions.number)
            FROM (SELECT 0 AS left_behind) CROSS JOIN sessions
                LEFT JOIN series ON series.session = sessions.number
            GROUP BY number ORDER BY started_us DESC, number DESC
            """, on: connection, for: "read the sessions")
        var records: [SessionRecord] = []
        while try statement.step() { records.append(try record(statement)) }
        return records
    }

    private func record(_ row: borrowing Statement) throws(StoreError) -> SessionRecord {
        var counters = SessionCounters()
        counters.received = Int(row.integer(14))
        counters.decoded = Int(row.integer(15))
        counters.undecodable = Int(row.integer(16))
        counters.empty = Int(row.integer(17))
        counters.truncated = Int(row.integer(18))
        counters.droppedByKernel = row.optionalInteger(19).map { Int($0) }
        counters.droppedByRecorder = Int(row.integer(20))
        let endedAt = row.optionalInteger(10)
        let recorder = row.optionalText(13).flatMap(RecorderIdentity.init(text:))
        return SessionRecord(
            number: row.integer(0),
            description: SessionDescription(
                id: row.text(1), name: row.optionalText(2),
                command: try connection.members(of: row.text(3)).map(\.value),
                workingFolder: row.text(4),
                host: row.text(5), tags: try connection.members(of: row.text(6)),
                toolVersion: row.text(7),
                keepsSecrets: row.integer(8) != 0, startedAt: row.integer(9)),
            state: endedAt != nil
                ? .complete : recorder?.isAlive == true ? .recording : .interrupted,
            endedAt: endedAt, lastArrival: row.integer(25),
            exitCode: row.optionalInteger(11).map { Int32(truncatingIfNeeded: $0) },
            exitSignal: row.optionalInteger(12).map { Int32(truncatingIfNeeded: $0) },
            processesLeft: Int(max(0, min(row.integer(26), SessionRecord.mostProcesses))),
            counters: counters, calls: Int(row.integer(21)), errors: Int(row.integer(22)),
            attemptsExpected: Int(row.integer(23)), attemptsSeen: Int(row.integer(24)))
    }

    /// Calls `body` with each series of the session of that number.
    public func forEachSeries(
        of session: Int64, _ body: (RecordedSeries) -> Void
    ) throws(StoreError) {
        let rows = try Statement(
            """
            SELECT id, level, type, service, api, client_id, region, sdk, sdk_version, user_agent,
                host, status, exception, is_error, is_throttle, events, attempts_expected, retries
            FROM series WHERE session = ? ORDER BY id
            """, on: connection, for: "read the statistics")
        let histogram = try Statement(
            "SELECT latency_ms, events FROM latencies WHERE series = ? ORDER BY latency_ms",
            on: connection, for: "read the statistics")
        let intervals = try Statement(
            "SELECT start_ms, end_ms FROM busy WHERE series = ? ORDER BY start_ms",
            on: connection, for: "read the statistics")
        rows.bind(1, session)
        while try rows.step() {
            histogram.bind(1, rows.integer(0))
            var latencies: [(milliseconds: Int, events: Int)] = []
            while try histogram.step() {
                latencies.append((Int(histogram.integer(0)), Int(histogram.integer(1))))
            }
            histogram.reset()
            intervals.bind(1, rows.integer(0))
            var busy: [Interval] = []
            while try intervals.step() {
                busy.append(Interval(start: intervals.integer(0), end: intervals.integer(1)))
            }
            intervals.reset()
            body(
                RecordedSeries(
                    id: rows.integer(0), session: session, labels: labels(rows),
                    events: Int(rows.integer(15)),
                    attemptsExpected: Int(rows.integer(16)), retries: Int(rows.integer(17)),
                    latencies: latencies, busy: busy))
        }
    }

    private func labels(_ row: borrowing Statement) -> EventLabels {
        EventLabels(
            level: EventLevel(rawValue: row.text(1)) ?? .other, type: row.optionalText(2),
            service: row.text(3), api: row.text(4), clientID: row.optionalText(5),
            region: row.optionalText(6), sdk: row.optionalText(7), sdkVersion: row.optionalText(8),
            userAgent: row.optionalText(9), host: row.optionalText(10),
            status: row.optionalInteger(11).map { Int32(truncatingIfNeeded: $0) },
            exception: row.optionalText(12), isError: row.integer(13) != 0,
            isThrottle: row.integer(14) != 0)
    }
}
