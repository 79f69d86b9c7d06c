import CSQLite

/// Session numbers whose events are being imported or removed, and who is at it.
///
/// What a program that is gone left so, the next one clears away.
extension Connection {
    /// Reserves a session's number for this process.
    func markUnfinished(_ session: Int64, for operation: String) throws(StoreError) {
        let statement = try Statement(
            "INSERT INTO unfinished VALUES (?, ?)", on: self, for: operation)
        statement.bind(1, session)
        statement.bind(2, presence.identity().text)
        try statement.run()
    }

    /// Gives a session's number free again; throws if it was not this process's.
    func markFinished(_ session: Int64, for operation: String) throws(StoreError) {
        let statement = try Statement(
            "DELETE FROM unfinished WHERE number = ? AND worker IS ?", on: self, for: operation)
        statement.bind(1, session)
        statement.bind(2, presence.identity().text)
        try statement.run()
        guard sqlite3_changes(handle) == 1 else {
            throw StoreError(
                extendedCode: SQLITE_ABORT, operation: operation,
                reason: "another program considered it abandoned")
        }
    }

    func clearUnfinished() throws(StoreError) {
        var left: [(number: Int64, worker: String?)] = []
        do {
            let rows = try Statement(
                "SELECT number, worker FROM unfinished", on: self, for: "remove a session")
            while try rows.step() {
                let worker = rows.optionalText(1)
                if !presence.isAlive(worker) { left.append((rows.integer(0), worker)) }
            }
        }
        for (number, worker) in left where try claim(number, from: worker) { try sweep(number) }
    }

    /// Throws unless the number is this process's: what is swept must be nobody else's.
    func claimOwn(_ session: Int64) throws(StoreError) {
        guard try claim(session, from: presence.identity().text) else {
            throw StoreError(
                extendedCode: SQLITE_ABORT, operation: "remove a session",
                reason: "another program considered it abandoned")
        }
    }

    /// Takes over what a program that is gone left; false if another was first.
    private func claim(_ session: Int64, from worker: String?) throws(StoreError) -> Bool {
        let statement = try Statement(
            "UPDATE unfinished SET worker = ? WHERE number = ? AND worker IS ?", on: self,
            for: "remove a session")
        statement.bind(1, presence.identity().text)
        statement.bind(2, session)
        statement.bind(3, worker)
        try statement.run()
        return sqlite3_changes(handle) == 1
    }
}
