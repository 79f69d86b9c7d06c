/// What values in a database can be, if csm-record wrote them.
///
/// Each is narrow enough for sums and conversions never to overflow, and wider than anything that
/// is recorded.
enum StoredValues {
    /// Of sessions; an event's id is its session's × 2³² and more.
    static let numbers: ClosedRange<Int64> = 1...1 << 31 - 2
    /// Of events.
    static let sequences: ClosedRange<Int64> = 0...1 << 32
    /// Microseconds since 1970: 9,000 years each way.
    static let instants: ClosedRange<Int64> = -(1 << 58)...1 << 58
    /// Microseconds since a session's start: 285 years.
    static let arrivals: ClosedRange<Int64> = 0...1 << 53
    /// Milliseconds since 1970.
    static let milliseconds: ClosedRange<Int64> = -(1 << 50)...1 << 50
    /// How many datagrams there are of a kind.
    static let counts: ClosedRange<Int64> = 0...1 << 32
    /// The sum of numbers that each came in a datagram.
    static let sums: ClosedRange<Int64> = 0...1 << 61
    /// Latencies and numbers of attempts, as events have them.
    static let figures: ClosedRange<Int64> = 0...Int64(Int32.max)
    static let codes: ClosedRange<Int64> = Int64(Int32.min)...Int64(Int32.max)
    /// No datagram is longer.
    static let longestDatagram = 0xFFFF

    /// Whether it is a session's id: these are shown and typed, so they are plain; ours are 16
    /// hexadecimal digits.
    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x61...0x7A, 0x41...0x5A, UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

/// Reading what must lie in a range.
extension Statement {
    /// Throws for what csm-record never writes.
    func integer(
        _ column: Int32, in range: ClosedRange<Int64>
    ) throws(StoreError) -> Int64 {
        let value = integer(column)
        guard range.contains(value) else { throw damaged(column) }
        return value
    }

    /// Throws for what csm-record never writes; `nil` for NULL.
    func optionalInteger(
        _ column: Int32, in range: ClosedRange<Int64>
    ) throws(StoreError) -> Int64? {
        isNull(column) ? nil : try integer(column, in: range)
    }

    func count(_ column: Int32) throws(StoreError) -> Int {
        Int(try integer(column, in: StoredValues.counts))
    }

    func sum(_ column: Int32) throws(StoreError) -> Int {
        Int(try integer(column, in: StoredValues.sums))
    }

    func code(_ column: Int32) throws(StoreError) -> Int32? {
        try optionalInteger(column, in: StoredValues.codes).map { Int32($0) }
    }

    func figure(_ column: Int32) throws(StoreError) -> Int32? {
        try optionalInteger(column, in: StoredValues.figures).map { Int32($0) }
    }
}
