import CSQLite

/// What a database has of a session that is being imported.
struct PresentSession: Equatable {
    let number: Int64
    let datagrams: Int
    let hasEnded: Bool
    /// Whether its recorder is at work.
    let isRecording: Bool
}

extension Connection {
    /// What the database has of the session of that id; `nil` for nothing.
    func present(_ id: String) throws(StoreError) -> PresentSession? {
        let statement = try Statement(
            "SELECT number, received, ended_us, recorder FROM sessions WHERE id = ?", on: self,
            for: "import a session")
        statement.bind(1, id)
        guard try statement.step() else { return nil }
        let hasEnded = !statement.isNull(2)
        return PresentSession(
            number: try statement.integer(0, in: StoredValues.numbers),
            datagrams: try statement.count(1), hasEnded: hasEnded,
            isRecording: !hasEnded && presence.isAlive(statement.optionalText(3)))
    }

    /// Whether the first `datagrams` datagrams of two sessions are the same, and came at the same
    /// time.
    func agree(_ first: Int64, _ second: Int64, datagrams: Int) throws(StoreError) -> Bool {
        let statement = try Statement(
            """
            SELECT EXISTS (
                SELECT 1 FROM events AS one LEFT JOIN events AS other ON other.id = one.id + ?3
                WHERE one.id BETWEEN ?1 AND ?2 AND (other.t_us IS NOT one.t_us
                    OR other.port IS NOT one.port OR other.bytes IS NOT one.bytes))
            """, on: self, for: "import a session")
        statement.bind(1, first << 32 + 1)
        statement.bind(2, first << 32 + Int64(datagrams))
        statement.bind(3, (second - first) << 32)
        return try statement.step() && statement.integer(0) == 0
    }
}

extension StoreError {
    /// Another session would have to go for one that is imported.
    static func otherSession(_ id: String) -> StoreError {
        StoreError(
            extendedCode: SQLITE_CONSTRAINT, operation: "import session \(id)",
            reason: "the database has it with different or more datagrams",
            isAboutSessionFile: true)
    }

    /// Whether an import would have to replace a session that it is not known to continue.
    public var isRefusedReplacement: Bool { isAboutSessionFile && code == SQLITE_CONSTRAINT }
}
