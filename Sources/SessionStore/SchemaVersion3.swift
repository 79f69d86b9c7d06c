extension Schema {
    /// What was uploaded where.
    ///
    /// - A *target* is a delivery stream: its endpoint, region and name.
    /// - A *pack* is one record that was sent to it, or is about to be: some of a session's events,
    ///   by their sequence numbers, with the names that its lines have, so that it is the same if
    ///   it is sent again. It holds the session's id, not its number: a session may also be pushed
    ///   from a file.
    static let version3: StaticString = """
        CREATE TABLE targets (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            region TEXT NOT NULL,
            stream TEXT NOT NULL,
            pusher TEXT,                       -- process and boot that pushes to it
            UNIQUE (endpoint, region, stream)
        ) STRICT;

        CREATE TABLE packs (
            target INTEGER NOT NULL REFERENCES targets (id),
            session TEXT NOT NULL,             -- a session's id
            first INTEGER NOT NULL,            -- sequence numbers
            last INTEGER NOT NULL,
            events INTEGER NOT NULL,
            session_name TEXT,                 -- as its lines have them
            function_name TEXT,
            state TEXT NOT NULL,               -- inflight, released, acked
            maybe_twice INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (session, target, first)
        ) STRICT, WITHOUT ROWID;

        PRAGMA user_version = 3;
        """
}
