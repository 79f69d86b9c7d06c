import CSQLite

/// A prepared statement.
///
/// Parameters count from 1, columns from 0.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private let operation: String
    private let effort: Effort

    init(
        _ sql: StaticString, on connection: borrowing Connection, for operation: String
    ) throws(StoreError) {
        var prepared: OpaquePointer?
        let code = sql.withUTF8Buffer { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                sqlite3_prepare_v3(
                    connection.handle, $0.baseAddress, Int32($0.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
            }
        }
        guard code == SQLITE_OK, let prepared else { throw connection.error(code, operation) }
        handle = prepared
        database = connection.handle
        self.operation = operation
        effort = connection.effort
    }

    deinit { sqlite3_finalize(handle) }

    /// Goes to the next row; false when there is none.
    func step() throws(StoreError) -> Bool {
        effort.begin()
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw .sqlite(code, operation, database)
        }
    }

    /// Runs a statement that returns no rows, and makes it ready to be bound and run again.
    func run() throws(StoreError) {
        defer { sqlite3_reset(handle) }
        _ = try step()
    }

    /// Makes a statement that was stepped ready to be bound and stepped again.
    func reset() { sqlite3_reset(handle) }

    // MARK: Parameters

    func bind(_ parameter: Int32, _ value: Int64?) {
        if let value {
            sqlite3_bind_int64(handle, parameter, value)
        } else {
            sqlite3_bind_null(handle, parameter)
        }
    }

    func bind(_ parameter: Int32, _ value: Int32?) { bind(parameter, value.map(Int64.init)) }

    func bind(_ parameter: Int32, _ value: Bool) { bind(parameter, value ? 1 as Int64 : 0) }

    func bind(_ parameter: Int32, _ value: String?) {
        guard var value else {
            sqlite3_bind_null(handle, parameter)
            return
        }
        // SQLITE_TRANSIENT, a cast that Swift does not import: SQLite makes a copy.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        value.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                _ = sqlite3_bind_text(
                    handle, parameter, $0.baseAddress, Int32($0.count), transient)
            }
        }
    }

    /// Binds bytes without a copy: they must stay where they are until the statement has run.
    func bind(_ parameter: Int32, borrowed bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(handle, parameter, 0)  // no pointer would mean NULL
        } else {
            sqlite3_bind_blob(handle, parameter, bytes.baseAddress, Int32(bytes.count), nil)
        }
    }

    // MARK: Columns

    /// The error for a column that holds what csm-record never writes.
    func damaged(_ column: Int32) -> StoreError {
        let name = sqlite3_column_name(handle, column).map { String(cString: $0) }
        return .damaged(operation, "\(name ?? "a value") is not one that csm-record writes")
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Valid until the statement is stepped or reset.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let bytes = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return UnsafeBufferPointer(
            start: bytes?.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
