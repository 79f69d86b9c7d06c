/// The saved queries as a file of SQL.
public enum BackendQueries {
    /// All queries: each a `-- name:` line, its title, and a statement that ends in a semicolon.
    public static func text() -> String {
        let preface = """
            -- Athena SQL for events that csm-record pushed. Run one query at a time in the database of
            -- the stack that `csm-record backend template` describes. Its workgroup has the same.
            --
            -- Each reads the days of arrival from a week ago to today: change the dates after
            -- "WHERE dt". Of a session that arrived only in part within those days, only that part
            -- is counted; first_arrival and last_arrival in the query "sessions" tell.

            """
        return preface
            + AthenaQuery.all.map { query in
                """

                -- name: \(query.name)
                -- \(query.title)
                \(query.sql);

                """
            }.joined()
    }
}
