/// A session as a baseline file has it: what it counted, without any event.
public struct BaselineSession: Sendable {
    /// The calls of a service's API.
    public struct Operation: Sendable {
        public var service: String
        public var api: String
        public var calls = 0
        /// Of the calls.
        public var errors = 0
        public var retries = 0
        /// Attempts seen.
        public var attempts = 0
        /// Of the attempts.
        public var throttles = 0
        /// The sum of the calls' AttemptCount.
        public var attemptsExpected = 0
        /// Of these, those that spans did not show.
        public var attemptsNotShown = 0
        /// How many calls had which latency, in whole milliseconds, ascending.
        public var latencies: [(milliseconds: Int, calls: Int)] = []

        public init(service: String, api: String) {
            self.service = service
            self.api = api
        }
    }

    public let record: SessionRecord
    /// `nil` where nobody looked.
    public let misdatedCalls: Int?
    /// `nil` where nobody looked.
    public let attemptsWithoutCall: Int?
    /// By the bytes of their names, each once.
    public let operations: [Operation]

    public var id: String { record.description.id }

    /// `operations` in the order of the database's.
    public init(
        of record: SessionRecord, misdatedCalls: Int?, attemptsWithoutCall: Int?,
        operations: [Operation]
    ) {
        self.record = record
        self.misdatedCalls = misdatedCalls
        self.attemptsWithoutCall = attemptsWithoutCall
        self.operations = operations
    }
}

/// What numbers in a baseline file can be: so many sessions as a file has room for add up without
/// overflow.
enum BaselineValues {
    /// Sums of what SDKs sent; the largest that is written stands for all that are larger.
    static let sums: ClosedRange<Int64> = 0...1 << 40
    /// In a file.
    static let mostSessions = 10_000
    /// Of a file, decompressed.
    static let mostBytes = 64 << 20
}
