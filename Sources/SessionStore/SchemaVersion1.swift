extension Schema {
    /// Sessions, their events, and exact latency histograms of them.
    ///
    /// - A *series* is all events of a session that share their labels; a few dozen in most
    ///   sessions. It belongs to its session and goes with it. One set of labels may have
    ///   several series, so readers add them up.
    /// - `latencies` counts a series' events by latency. Latencies are whole milliseconds, so that
    ///   is an exact histogram, from which every percentile can be read without the events.
    /// - `events.id` is the session's number × 2³² + the event's sequence number (from 1), so that
    ///   a session's events lie together, in order, without an index. `events.series` is no
    ///   declared foreign key: enforcing one takes an index, which doubles the cost of an insert.
    static let version1: StaticString = """
        CREATE TABLE sessions (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT,
            command TEXT NOT NULL,             -- a JSON array; [] where nothing was run
            cwd TEXT NOT NULL,
            host TEXT NOT NULL,
            tags TEXT NOT NULL,                -- a JSON object
            tool_version TEXT NOT NULL,
            keeps_secrets INTEGER NOT NULL,
            started_us INTEGER NOT NULL,       -- microseconds since 1970
            ended_us INTEGER,
            exit_code INTEGER,                 -- 128 + n where signal n ended the command
            exit_signal INTEGER,
            recorder TEXT,                     -- process and boot that records it, until it ends
            received INTEGER NOT NULL DEFAULT 0,
            decoded INTEGER NOT NULL DEFAULT 0,
            undecodable INTEGER NOT NULL DEFAULT 0,
            empty INTEGER NOT NULL DEFAULT 0,
            truncated INTEGER NOT NULL DEFAULT 0,
            dropped_by_kernel INTEGER,
            dropped_by_recorder INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (number) ON DELETE CASCADE,
            level TEXT NOT NULL,               -- call, attempt, other, undecodable, empty
            type TEXT,
            service TEXT NOT NULL,
            api TEXT NOT NULL,
            client_id TEXT,
            region TEXT,
            sdk TEXT,
            sdk_version TEXT,
            user_agent TEXT,
            host TEXT,
            status INTEGER,
            exception TEXT,
            is_error INTEGER NOT NULL,
            is_throttle INTEGER NOT NULL,
            events INTEGER NOT NULL DEFAULT 0,
            attempts_expected INTEGER NOT NULL DEFAULT 0,
            retries INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX series_by_session ON series (session);

        CREATE TABLE latencies (
            series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
            latency_ms INTEGER NOT NULL,
            events INTEGER NOT NULL,
            PRIMARY KEY (series, latency_ms)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            series INTEGER NOT NULL,
            t_us INTEGER NOT NULL,             -- arrival, microseconds since the session's start
            port INTEGER NOT NULL,             -- the sender's
            start_ms INTEGER,                  -- the SDK's own clock, milliseconds since 1970
            latency_ms INTEGER,
            attempt_count INTEGER,
            message TEXT,                      -- the exception's
            bytes BLOB NOT NULL                -- the datagram without its secrets
        ) STRICT;

        CREATE VIEW calls AS
        SELECT sessions.id AS session, events.id & 0xFFFFFFFF AS sequence,
            service, api, t_us, start_ms, latency_ms, attempt_count AS attempts,
            max(0, attempt_count - 1) AS retries, status, is_error, exception, message,
            region, client_id, sdk, CAST(bytes AS TEXT) AS event
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE level = 'call';

        CREATE VIEW attempts AS
        SELECT sessions.id AS session, events.id & 0xFFFFFFFF AS sequence,
            service, api, t_us, start_ms, latency_ms, status, is_error, is_throttle, exception,
            message, series.host, region, client_id, sdk, CAST(bytes AS TEXT) AS event
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE level = 'attempt';

        CREATE VIEW errors AS
        SELECT sessions.id AS session, events.id & 0xFFFFFFFF AS sequence, level,
            service, api, t_us, start_ms, latency_ms, status, exception, message, is_throttle
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE is_error;

        -- Percentiles are nearest rank: the value at position ceil(q * n).
        CREATE VIEW operation_stats AS
        WITH counted AS (
            SELECT session, service, api, latency_ms, sum(latencies.events) AS calls
            FROM latencies JOIN series ON series.id = latencies.series
            WHERE level = 'call'
            GROUP BY session, service, api, latency_ms
        ), ranked AS (
            SELECT *, sum(calls) OVER (operation ORDER BY latency_ms) AS rank,
                sum(calls) OVER (operation) AS n
            FROM counted WINDOW operation AS (PARTITION BY session, service, api)
        ), figures AS (
            SELECT session, service, api, sum(latency_ms * calls) AS total_ms,
                min(latency_ms) AS min_ms, sum(latency_ms * calls) * 1.0 / n AS mean_ms,
                min(latency_ms) FILTER (WHERE rank >= (n * 50 + 99) / 100) AS p50_ms,
                min(latency_ms) FILTER (WHERE rank >= (n * 90 + 99) / 100) AS p90_ms,
                min(latency_ms) FILTER (WHERE rank >= (n * 95 + 99) / 100) AS p95_ms,
                min(latency_ms) FILTER (WHERE rank >= (n * 99 + 99) / 100) AS p99_ms,
                max(latency_ms) AS max_ms
            FROM ranked GROUP BY session, service, api
        ), counts AS (
            SELECT session, service, api,
                coalesce(sum(events) FILTER (WHERE level = 'call'), 0) AS calls,
                coalesce(sum(events) FILTER (WHERE level = 'call' AND is_error), 0) AS errors,
                coalesce(sum(events) FILTER (WHERE is_throttle), 0) AS throttles,
                sum(retries) AS retries,
                coalesce(sum(events) FILTER (WHERE level = 'attempt'), 0) AS attempts
            FROM series WHERE level IN ('call', 'attempt')
            GROUP BY session, service, api
        )
        SELECT sessions.id AS session, counts.service, counts.api, calls, errors, throttles,
            retries, attempts, total_ms, min_ms, mean_ms, p50_ms, p90_ms,
            p95_ms, p99_ms, max_ms
        FROM counts
            LEFT JOIN figures USING (session, service, api)
            JOIN sessions ON sessions.number = counts.session;

        CREATE VIEW sessions_overview AS
        SELECT sessions.id, name, command,
            strftime('%Y-%m-%dT%H:%M:%fZ', started_us / 1000000.0, 'unixepoch') AS started_at,
            (ended_us - started_us) / 1000000.0 AS seconds,
            coalesce(sum(events) FILTER (WHERE level = 'call'), 0) AS calls,
            coalesce(sum(events) FILTER (WHERE level = 'call' AND is_error), 0) AS errors,
            exit_code, exit_signal, received, decoded, undecodable, empty,
            dropped_by_kernel, dropped_by_recorder
        FROM sessions LEFT JOIN series ON series.session = sessions.number
        GROUP BY sessions.number ORDER BY started_us;

        PRAGMA application_id = 0x43534D52;
        PRAGMA user_version = 1;
        """
}
