import CSQLite

/// How long a database's file is, and whether it has all the pages that its header counts.
///
/// It is read through SQLite's own descriptor: to close another one of the same file would free the
/// locks that SQLite holds (https://sqlite.org/howtocorrupt.html, 2.2).
struct FileLength {
    let bytes: Int64
    /// Whether pages are missing: or somebody is bringing them from the log, the header's first.
    let isShort: Bool

    /// `nil` where the file cannot be looked at, and is not known to be cut.
    init?(of connection: borrowing Connection) {
        var found: UnsafeMutablePointer<sqlite3_file>?
        sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard let file = found, let methods = file.pointee.pMethods?.pointee,
            let measure = methods.xFileSize, let read = methods.xRead
        else { return nil }
        var bytes: Int64 = 0
        guard measure(file, &bytes) == SQLITE_OK else { return nil }
        self.bytes = bytes
        // "The Database Header" (https://sqlite.org/fileformat.html): the page size is at 16, the
        // number of pages at 28, and is that of the last checkpoint.
        var header = [UInt8](repeating: 0, count: 100)
        guard read(file, &header, Int32(header.count), 0) == SQLITE_OK else {
            isShort = true
            return
        }
        func number(_ place: Int, _ count: Int) -> Int64 {
            header[place..<place + count].reduce(0) { $0 << 8 | Int64($1) }
        }
        // 1 stands for 65,536, which two bytes cannot hold.
        let pageSize = number(16, 2) == 1 ? 65_536 : number(16, 2)
        isShort = bytes < number(28, 4) * pageSize
    }
}
