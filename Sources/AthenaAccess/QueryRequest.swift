/// One statement and where it runs.
public struct QueryRequest: Sendable {
    /// At most 262,144 bytes.
    public var sql: String
    public var database: String
    /// It says where results are kept, and may limit what a query scans.
    public var workGroup: String
    /// The names of the result's columns, in lower case, in order.
    public var columns: [String]
    /// Rows a page of results: 1 to 1,000.
    public var pageSize: Int
    /// Bytes after which the query is stopped; `nil`: only by the workgroup's own limit.
    ///
    /// Athena says now and then what was scanned by then, so a query may scan more than this, and
    /// one that has succeeded before that is noticed is read as usual.
    public var mostScanned: Int?

    public init(
        sql: String, database: String, workGroup: String, columns: [String],
        pageSize: Int = 1_000, mostScanned: Int? = nil
    ) {
        self.sql = sql
        self.database = database
        self.workGroup = workGroup
        self.columns = columns
        self.pageSize = pageSize
        self.mostScanned = mostScanned
    }
}
