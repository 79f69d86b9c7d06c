/// Puts events into the order of their arrival, in a file of its own where they are many.
final class EventSorter {
    private let connection: Connection
    private let insertion: Statement
    private(set) var count = 0
    private let operation = "sort the events"

    init() throws(StoreError) {
        connection = try Connection("", creating: true)
        // Nobody else sees it, and it need not survive.
        try connection.execute(
            """
            PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            PRAGMA cache_size = -16384;
            CREATE TABLE events (arrival INTEGER, sequence INTEGER, bytes BLOB);
            BEGIN;
            """, for: operation)
        insertion = try Statement(
            "INSERT INTO events VALUES (?, ?, ?)", on: connection, for: operation)
    }

    func add(_ event: TracedEvent, arrival: Int64) throws(StoreError) {
        insertion.bind(1, arrival)
        insertion.bind(2, event.sequence)
        try event.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            insertion.bind(3, borrowed: bytes)
            try insertion.run()
        }
        count += 1
    }

    /// Calls `body` with each event and its arrival; of one time and sequence as they were added.
    func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int64) throws -> Void) throws {
        // The rows are read where they are: to sort them whole would copy them.
        try connection.execute("CREATE INDEX sorted ON events (arrival, sequence)", for: operation)
        let rows = try Statement(
            """
            SELECT bytes, arrival FROM events INDEXED BY sorted
            ORDER BY arrival, sequence, rowid
            """, on: connection, for: operation)
        while try rows.step() { try body(rows.bytes(0), rows.integer(1)) }
    }
}
