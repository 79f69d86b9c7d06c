extension Schema {
    /// When calls were in flight, and what is being added or removed in several steps.
    ///
    /// - `busy` holds, for each series of calls, stretches of time in which at least one of them
    ///   was in flight: each transaction adds the union of its own. Whoever wants the union of
    ///   several series need not read their events.
    /// - `unfinished` names session numbers that are in use without a session: their events are
    ///   being imported or removed, in transactions short enough to keep no recorder waiting. What
    ///   was left so by a program that is gone, the next one clears away.
    /// - `last_number` is the largest number that a session ever had: none is used twice, so that
    ///   who holds a number never holds another session's.
    static let version2: StaticString = """
        CREATE TABLE busy (
            series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
            start_ms INTEGER NOT NULL,         -- milliseconds since 1970
            end_ms INTEGER NOT NULL,
            PRIMARY KEY (series, start_ms)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unfinished (
            number INTEGER PRIMARY KEY,
            worker TEXT                        -- process and boot that is at it
        ) STRICT;

        CREATE TABLE last_number (number INTEGER NOT NULL) STRICT;
        INSERT INTO last_number SELECT coalesce(max(number), 0) FROM sessions;

        INSERT INTO busy
        SELECT series, start, max(start + latency_ms) FROM (
            SELECT series, latency_ms,
                CASE WHEN start_ms BETWEEN 0 AND 253402300799999 THEN start_ms
                    ELSE (started_us + t_us) / 1000 - latency_ms END AS start
            FROM events JOIN series ON series.id = events.series
                JOIN sessions ON sessions.number = series.session
            WHERE level = 'call' AND latency_ms IS NOT NULL
        ) GROUP BY series, start;

        PRAGMA user_version = 2;
        """
}
