/// The database's tables and views, one script a version.
enum Schema {
    /// "CSMR", so that a database can be told from others.
    static let applicationID: Int64 = 0x4353_4D52

    /// `migrations[n]` brings schema n to schema n + 1.
    ///
    /// A script that was released never changes.
    static let migrations: [StaticString] = [
        version1, version2, version3, version4, version5, version6,
    ]

    /// The version from which on reading sessions takes no migration.
    static let oldestReadable: Int64 = 2

    static var currentVersion: Int64 { Int64(migrations.count) }

    /// Brings a database to the current version.
    static func migrate(_ connection: borrowing Connection, path: String) throws(StoreError) {
        let operation = "prepare \(path)"
        if try version(of: connection, path: path) == currentVersion { return }
        try connection.transaction(for: operation) { () throws(StoreError) in
            // Another process may have been first.
            let version = try version(of: connection, path: path)
            for script in migrations.dropFirst(Int(version)) {
                try connection.execute(script, for: operation)
            }
        }
    }

    /// The database's schema version, 0 for a new one.
    ///
    /// Throws for a database that is not ours, and for one of a later version, which this program
    /// could only damage.
    ///
    /// All of it is read in one transaction: another process may be making the database meanwhile.
    static func version(
        of connection: borrowing Connection, path: String
    ) throws(StoreError) -> Int64 {
        try connection.reading(for: "open \(path)") { () throws(StoreError) in
            try readVersion(of: connection, path: path)
        }
    }

    private static func readVersion(
        of connection: borrowing Connection, path: String
    ) throws(StoreError) -> Int64 {
        let operation = "open \(path)"
        let application = try connection.integer("PRAGMA application_id", for: operation)
        let version = try connection.integer("PRAGMA user_version", for: operation)
        if application == applicationID {
            guard version >= 0 else {
                throw .notOurs(path, "it has schema \(version), which does not exist")
            }
            guard version <= currentVersion else {
                throw .notOurs(
                    path,
                    "it has schema \(version), but this csm-record only knows \(currentVersion)")
            }
            try checkTables(of: connection, version, operation)
            return version
        }
        let objects = try connection.integer("SELECT count(*) FROM sqlite_schema", for: operation)
        guard application == 0, version == 0, objects == 0 else {
            throw .notOurs(path, "it belongs to another program")
        }
        return 0
    }

    /// The tables that a version added.
    private static let tables: [Set<String>] = [
        ["sessions", "series", "latencies", "events"], ["busy", "unfinished", "last_number"],
        ["targets", "packs"],
    ]

    /// Throws unless all tables of a version are tables: what has a view or a virtual table in the
    /// place of one may compute for ever, or do anything else.
    private static func checkTables(
        of connection: borrowing Connection, _ version: Int64, _ operation: String
    ) throws(StoreError) {
        var missing = tables.prefix(Int(version)).reduce(into: Set<String>()) { $0.formUnion($1) }
        // A virtual table has no page of its own.
        let names = try Statement(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
            on: connection, for: operation)
        while try names.step() { missing.remove(names.text(0)) }
        if let name = missing.min() { throw .damaged(operation, "it has no table \(name)") }
    }
}
