/// An operation that was called, and what became of the calls.
public struct CalledOperation: Sendable, Equatable {
    /// Calls that were refused with the same error code.
    public struct Refusal: Sendable, Equatable {
        public let code: String
        public let calls: Int

        public init(code: String, calls: Int) {
            self.code = code
            self.calls = calls
        }
    }

    /// The service id as sent.
    public let service: String
    public let api: String
    /// Calls recorded; 0 where only attempts were seen.
    public let calls: Int
    /// By their codes.
    public let refusals: [Refusal]
    /// What the service said to the first refused call, as sent.
    public let message: String?
    /// The tables, buckets, queues or topics that spans name, sorted.
    public let resources: [String]

    public init(
        service: String, api: String, calls: Int, refusals: [Refusal] = [],
        message: String? = nil, resources: [String] = []
    ) {
        self.service = service
        self.api = api
        self.calls = calls
        self.refusals = refusals
        self.message = message
        self.resources = resources
    }

    public var name: String { "\(service).\(api)" }

    /// How many calls were refused.
    public var refused: Int { refusals.reduce(0) { $0 + $1.calls } }
}
