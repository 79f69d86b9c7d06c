/// Sees whether a database's file gets shorter while it is in use.
///
/// What was cut off is filled up by the next checkpoint as far as the log goes, and then looks whole.
struct FileWatch {
    private var bytes: Int64 = 0
    private(set) var sawCut = false

    mutating func look(at connection: borrowing Connection) {
        guard let length = FileLength(of: connection) else { return }
        // Who removes sessions makes it shorter too, and then fewer pages are counted.
        if length.bytes < bytes, !connection.needsNoMore(than: length.bytes) { sawCut = true }
        bytes = length.bytes
    }
}

extension Connection {
    fileprivate func needsNoMore(than bytes: Int64) -> Bool {
        let operation = "measure the database"
        guard let pages = try? integer("PRAGMA page_count", for: operation),
            let size = try? integer("PRAGMA page_size", for: operation)
        else { return false }
        return pages * size <= bytes
    }
}
