/// What came of an operation between two looks at it.
///
/// Counts may be below 0: an event that turns out to be another kind's is taken back from the one
/// that it was counted in.
public struct OperationChange: Sendable, Equatable {
    public var calls = 0
    public var errors = 0
    public var throttles = 0
    /// Attempts seen less those that calls count: what is left over are attempts of calls that are
    /// not over yet.
    public var openAttempts = 0
    public var attempts = 0
    /// How many calls had which latency, in milliseconds.
    public var latencies: [Int32: Int] = [:]

    public init() {}

    public var isEmpty: Bool {
        calls == 0 && errors == 0 && throttles == 0 && openAttempts == 0 && attempts == 0
            && latencies.isEmpty
    }

    public mutating func add(_ other: OperationChange) { add(other, times: 1) }

    public mutating func subtract(_ other: OperationChange) { add(other, times: -1) }

    private mutating func add(_ other: OperationChange, times sign: Int) {
        calls += sign * other.calls
        errors += sign * other.errors
        throttles += sign * other.throttles
        openAttempts += sign * other.openAttempts
        attempts += sign * other.attempts
        for (latency, count) in other.latencies { add(latency: latency, count: sign * count) }
    }

    public mutating func add(latency: Int32, count: Int) {
        let sum = latencies[latency, default: 0] + count
        latencies[latency] = sum == 0 ? nil : sum
    }
}
