extension Schema {
    /// Gives a database of an earlier version, which is only read, the columns that later versions
    /// added, so that the same statements read both.
    ///
    /// SQLite looks for a table among this connection's own views first.
    static func completeColumns(
        of connection: borrowing Connection, _ version: Int64, for operation: String
    ) throws(StoreError) {
        for (added, script) in addedColumns where version < added {
            try connection.execute(script, for: operation)
        }
    }

    /// By the version that added them, the newest first.
    private static let addedColumns: [(version: Int64, script: StaticString)] = [
        (
            6,
            """
            CREATE TEMP VIEW series AS SELECT *, NULL AS resource, 0 AS is_span FROM main.series;
            CREATE TEMP VIEW events AS SELECT *, NULL AS duration_us FROM main.events;
            CREATE TEMP VIEW sessions AS
            SELECT *, 0 AS spans_received, 0 AS spans_used, 0 AS spans_joined,
                0 AS spans_duplicate, 0 AS requests_refused FROM main.sessions;
            """
        ),
        (
            5,
            """
            DROP VIEW temp.sessions;
            CREATE TEMP VIEW sessions AS
            SELECT *, 0 AS left_behind, 0 AS spans_received, 0 AS spans_used, 0 AS spans_joined,
                0 AS spans_duplicate, 0 AS requests_refused FROM main.sessions;
            """
        ),
    ]
}
