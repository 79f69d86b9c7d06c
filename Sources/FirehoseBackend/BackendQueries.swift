/// The saved queries as a file of SQL.
public enum BackendQueries {
    /// All queries: each a `-- name:` line, its title, and a statement that ends in a semicolon.
    public static func text() -> String {
        let preface = """
            -- Athena SQL for events that csm-record pushed. Run one query at a time in the database of
            -- the stack that `csm-record backend template` describes. Its workgroup has the same queries.
            --
            -- Each query reads the events that arrived from a week ago to today. To change that,
            -- change the dates after "WHERE dt". If only a part of a session arrived within those
            -- days, only this part is counted: see first_arrival and last_arrival in "sessions".

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
