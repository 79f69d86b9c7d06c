extension Schema {
    /// What spans tell.
    ///
    /// - `resource` is the table, queue, bucket or topic of a call, and `duration_us` its span's
    ///   duration.
    /// - `is_span` says that the events were made of spans, which may show no attempts: those that
    ///   their calls count are then not missing.
    /// - The counters say what became of the spans. Events made of them are among `received`.
    ///
    /// As to the views' text, see version 4.
    static let version6: StaticString = #"""
        ALTER TABLE sessions ADD COLUMN spans_received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN spans_used INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN spans_joined INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN spans_duplicate INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN requests_refused INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE series ADD COLUMN resource TEXT;
        ALTER TABLE series ADD COLUMN is_span INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE events ADD COLUMN duration_us INTEGER;

        DROP VIEW IF EXISTS calls;
        CREATE VIEW calls AS
        SELECT sessions.id AS session, events.id & 4294967295 AS sequence,
            service, api, t_us, start_ms, latency_ms, attempt_count AS attempts,
            CASE WHEN attempt_count > 1 THEN attempt_count - 1 WHEN attempt_count <= 1 THEN 0 END
                AS retries, status, is_error, exception, message, region, client_id, sdk,
            CASE WHEN typeof(bytes) = 'blob' THEN CAST(bytes AS TEXT) ELSE
                replace(replace(replace(replace(replace(replace(CAST(bytes AS TEXT), '\x22', '"'),
                    '\x27', ''''), '\x0A', ' '), '\x0D', ' '), '\x09', ' '), '\x5C', '\')
                END AS event, resource, duration_us
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
                END AS event, resource, duration_us
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE level = 'attempt';

        DROP VIEW IF EXISTS errors;
        CREATE VIEW errors AS
        SELECT sessions.id AS session, events.id & 4294967295 AS sequence, level,
            service, api, t_us, start_ms, latency_ms, status, exception, message, is_throttle,
            resource, duration_us
        FROM events JOIN series ON series.id = events.series
            JOIN sessions ON sessions.number = series.session
        WHERE is_error <> 0;

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
            dropped_by_kernel, dropped_by_recorder, left_behind, spans_received, spans_used,
            spans_joined, spans_duplicate, requests_refused
        FROM sessions JOIN dated ON dated.number = sessions.number
            LEFT JOIN counts ON counts.session = sessions.number
        ORDER BY started_us;

        PRAGMA user_version = 6;
        """#
}
