extension Schema {
    /// The views in words that DuckDB knows, too.
    ///
    /// DuckDB takes a view's text and runs it itself; only then its columns have types, so that
    /// numbers can be added and ordered. What it cannot run, such as a function of SQLite's own, it
    /// has SQLite run, and all columns are text; a hexadecimal number is an error. So here are no
    /// hexadecimal numbers, no functions but those that both have, no division of whole numbers that
    /// has a rest, and a number where a condition asks for one is compared with another.
    ///
    /// `event` is the datagram's text: DuckDB has no cast for that which does not escape quotes, so
    /// there the escapes are taken out again. It knows itself by its names of types, in capitals.
    static let version4: StaticString = #"""
        DROP VIEW IF EXISTS calls;
        CREATE VIEW calls AS
        SELECT sessions.id AS session, events.id & 4294967295 AS sequence,
            service, api, t_us, start_ms, latency_ms, attempt_count AS attempts,
            CASE WHEN attempt_count > 1 THEN attempt_count - 1 WHEN attempt_count <= 1 THEN 0 END
                AS retries, status, is_error, exception, message, region, client_id, sdk,
            CASE WHEN typeof(bytes) = 'blob' THEN CAST(bytes AS TEXT) ELSE
                replace(replace(replace(replace(replace(replace(CAST(bytes AS TEXT), '\x22', '"'),
                    '\x27', ''''), '\x0A', ' '), '\x0D', ' '), '\x09', ' '), '\x5C', '\')
                END AS event
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE level = 'call';

        DROP VIEW IF EXISTS attempts;
        CREATE VIEW attempts AS
        SELECT sessions.id AS session, events.id & 4294967295 AS sequence,
            service, api, t_us, start_ms, latency_ms, status, is_error, is_throttle, exception,
            message, series.host AS host, region, client_id, sdk,
            CASE WHEN typeof(bytes) = 'blob' THEN CAST(bytes AS TEXT) ELSE
                replace(replace(replace(replace(replace(replace(CAST(bytes AS TEXT), '\x22', '"'),
                    '\x27', ''''), '\x0A', ' '), '\x0D', ' '), '\x09', ' '), '\x5C', '\')
                END AS event
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE level = 'attempt';

        DROP VIEW IF EXISTS errors;
        CREATE VIEW errors AS
        SELECT sessions.id AS session, events.id & 4294967295 AS sequence, level,
            service, api, t_us, start_ms, latency_ms, status, exception, message, is_throttle
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE is_error <> 0;

        -- Percentiles are nearest rank: the value at position ceil(q * n).
        DROP VIEW IF EXISTS operation_stats;
        CREATE VIEW operation_stats AS
        WITH counted AS (
            SELECT session, service, api, latency_ms,
                CAST(sum(latencies.events) AS BIGINT) AS calls
            FROM latencies JOIN series ON series.id = latencies.series
            WHERE level = 'call'
            GROUP BY session, service, api, latency_ms
        ), ranked AS (
            SELECT *, sum(calls) OVER (operation ORDER BY latency_ms) AS rank,
                sum(calls) OVER (operation) AS n
            FROM counted WINDOW operation AS (PARTITION BY session, service, api)
        ), figures AS (
            SELECT session, service, api, CAST(sum(latency_ms * calls) AS BIGINT) AS total_ms,
                min(latency_ms) AS min_ms, sum(latency_ms * calls) * 1.0 / sum(calls) AS mean_ms,
                min(latency_ms) FILTER (WHERE rank * 100 >= n * 50) AS p50_ms,
                min(latency_ms) FILTER (WHERE rank * 100 >= n * 90) AS p90_ms,
                min(latency_ms) FILTER (WHERE rank * 100 >= n * 95) AS p95_ms,
                min(latency_ms) FILTER (WHERE rank * 100 >= n * 99) AS p99_ms,
                max(latency_ms) AS max_ms
            FROM ranked GROUP BY session, service, api
        ), counts AS (
            SELECT session, service, api,
                CAST(sum(CASE WHEN level = 'call' THEN events ELSE 0 END) AS BIGINT) AS calls,
                CAST(sum(CASE WHEN level = 'call' AND is_error <> 0 THEN events ELSE 0 END)
                    AS BIGINT) AS errors,
                CAST(sum(CASE WHEN is_throttle <> 0 THEN events ELSE 0 END) AS BIGINT) AS throttles,
                CAST(sum(retries) AS BIGINT) AS retries,
                CAST(sum(CASE WHEN level = 'attempt' THEN events ELSE 0 END) AS BIGINT) AS attempts
            FROM series WHERE level IN ('call', 'attempt')
            GROUP BY session, service, api
        )
        SELECT sessions.id AS session, counts.service, counts.api, calls, errors, throttles,
            retries, attempts, total_ms, min_ms, mean_ms, p50_ms, p90_ms,
            p95_ms, p99_ms, max_ms
        FROM counts
            LEFT JOIN figures ON figures.session = counts.session
                AND figures.service = counts.service AND figures.api = counts.api
            JOIN sessions ON sessions.number = counts.session;

        -- The date is counted in eras of 400 years that begin in March, by divisions without rest,
        -- which are the same in whole numbers and in others.
        DROP VIEW IF EXISTS sessions_overview;
        CREATE VIEW sessions_overview AS
        WITH counts AS (
            SELECT session,
                CAST(sum(CASE WHEN level = 'call' THEN events ELSE 0 END) AS BIGINT) AS calls,
                CAST(sum(CASE WHEN level = 'call' AND is_error <> 0 THEN events ELSE 0 END)
                    AS BIGINT) AS errors
            FROM series GROUP BY session
        ), times AS (
            SELECT number, started_us,
                (started_us % 86400000000 + 86400000000) % 86400000000 AS of_day
            FROM sessions
        ), days AS (
            SELECT number, (of_day - of_day % 1000) / 1000 AS ms,
                (started_us - of_day) / 86400000000 + 719468 AS day
            FROM times
        ), eras AS (
            SELECT number, ms, day % 146097 AS day, (day - day % 146097) / 146097 AS era FROM days
        ), years AS (
            SELECT number, ms, era, day, day - (day - day % 1460) / 1460
                + (day - day % 36524) / 36524 - (day - day % 146096) / 146096 AS n FROM eras
        ), months AS (
            SELECT number, ms, era * 400 + (n - n % 365) / 365 AS year, day - (n - n % 365)
                - ((n - n % 365) / 365 - (n - n % 365) / 365 % 4) / 4
                + ((n - n % 365) / 365 - (n - n % 365) / 365 % 100) / 100 AS day FROM years
        ), dates AS (
            SELECT number, ms, year, day, (5 * day + 2 - (5 * day + 2) % 153) / 153 AS month
            FROM months
        ), dated AS (
            SELECT number, printf('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ',
                CAST(CASE WHEN month < 10 THEN year ELSE year + 1 END AS BIGINT),
                CAST(CASE WHEN month < 10 THEN month + 3 ELSE month - 9 END AS BIGINT),
                CAST(day - (153 * month + 2 - (153 * month + 2) % 5) / 5 + 1 AS BIGINT),
                CAST((ms - ms % 3600000) / 3600000 AS BIGINT),
                CAST((ms - ms % 60000) / 60000 % 60 AS BIGINT),
                CAST((ms - ms % 1000) / 1000 % 60 AS BIGINT), CAST(ms % 1000 AS BIGINT))
                AS started_at
            FROM dates
        )
        SELECT sessions.id AS id, name, command, started_at,
            CASE WHEN ended_us >= started_us THEN (ended_us - started_us) / 1000000.0
                WHEN ended_us IS NOT NULL THEN 0.0 END AS seconds,
            coalesce(calls, 0) AS calls, coalesce(errors, 0) AS errors,
            exit_code, exit_signal, received, decoded, undecodable, empty,
            dropped_by_kernel, dropped_by_recorder
        FROM sessions JOIN dated ON dated.number = sessions.number
            LEFT JOIN counts ON counts.session = sessions.number
        ORDER BY started_us;

        PRAGMA user_version = 4;
        """#
}
