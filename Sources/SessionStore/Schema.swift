/// The database's tables and views, one script a version.
enum Schema {
    /// "CSMR", so that a database can be told from others.
    static let applicationID: Int64 = 0x4353_4D52

    /// `migrations[n]` brings schema n to schema n + 1.
    ///
    /// A script that was released never changes.
    static let migrations: [StaticString] = [
        version1, version2, version3, version4, version5,
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
    static func version(
        of connection: borrowing Connection, path: String
    ) throws(StoreError) -> Int64 {
        let operation = "open \(path)"
        let application = try connection.integer("PRAGMA application_id", for: operation)
        let version = try connection.integer("PRAGMA user_version", for: operation)
        if application == applicationID {
            guard version <= currentVersion else {
                throw .notOurs(
                    path, "it has schema \(version), and this csm-record knows \(currentVersion)")
            }
            return version
        }
        let objects = try connection.integer("SELECT count(*) FROM sqlite_schema", for: operation)
        guard application == 0, version == 0, objects == 0 else {
            throw .notOurs(path, "it is a database of another program")
        }
        return 0
    }
}
