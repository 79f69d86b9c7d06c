import CSMEvents

/// Which attempts belong to which calls.
///
/// Nothing on the wire says so. An attempt may belong to a call of the same client and operation
/// in whose time it lies, and no call has more attempts than it counts (`AttemptCount`). Where that
/// leaves one call only, the attempt is linked to it; where it leaves several, it is not.
public struct AttemptLinks: Sendable, Equatable {
    /// What is known of an attempt.
    public enum Link: Sendable, Equatable {
        /// It belongs to the call at that place.
        case call(Int)
        /// It may belong to one of several calls.
        case ambiguous
        /// There is no call it could belong to: its call was not seen, or had its attempts.
        case none
    }

    /// For each attempt, in the order given.
    public let links: [Link]

    /// SDKs round starts down and latencies either way, so an attempt may reach out of its call's
    /// time by this much, in milliseconds.
    static let tolerance: Int64 = 2

    /// An attempt that might belong to more calls than this is ambiguous without further ado, so
    /// that the time to link grows no faster than the events.
    private static let mostCandidates = 64

    /// `calls` and `attempts` are those of one client and operation.
    public init(calls: [TimedEvent], attempts: [TimedEvent]) {
        var solver = Solver(calls: calls, attemptCount: attempts.count)
        var sweep = OpenCalls(calls, most: Self.mostCandidates)
        let starts = attempts.indices.map { (start: attempts[$0].interval.start, place: $0) }
        for (_, place) in starts.sorted(by: { $0.start < $1.start }) {
            solver.candidates[place] = sweep.candidates(
                for: attempts[place].interval, tolerance: Self.tolerance)
        }
        solver.solve()
        links = solver.links
    }

    /// Takes what is certain for a fact, and looks what that leaves to the rest, until nothing
    /// more is certain.
    private struct Solver {
        /// For each attempt, the calls it may belong to; `nil` for too many, or once decided.
        var candidates: [[Int]?]
        private(set) var links: [Link]
        /// For each call, how many of its attempts are still to be found.
        private var missing: [Int]

        init(calls: [TimedEvent], attemptCount: Int) {
            candidates = Array(repeating: nil, count: attemptCount)
            links = Array(repeating: .ambiguous, count: attemptCount)
            missing = calls.map { Int($0.attemptCount ?? .max) }
        }

        mutating func solve() {
            var attemptsOfCall = [[Int]](repeating: [], count: missing.count)
            for (attempt, calls) in candidates.enumerated() {
                for call in calls ?? [] { attemptsOfCall[call].append(attempt) }
            }
            var open = Array(candidates.indices)
            while !open.isEmpty {
                var certain: [Int: [Int]] = [:]
                for attempt in open where candidates[attempt]?.count ?? 2 < 2 {
                    if let call = candidates[attempt]?.first {
                        certain[call, default: []].append(attempt)
                    } else {
                        links[attempt] = .none
                    }
                }
                // A set, for what counts twice would take a call's room from others.
                var changed: Set<Int> = []
                for (call, attempts) in certain {
                    link(attempts, to: call)
                    guard missing[call] == 0 else { continue }
                    // A call that has its attempts is no candidate for others.
                    for attempt in attemptsOfCall[call] where candidates[attempt] != nil {
                        candidates[attempt]?.removeAll { $0 == call }
                        changed.insert(attempt)
                    }
                }
                open = Array(changed)
            }
        }

        private mutating func link(_ attempts: [Int], to call: Int) {
            for attempt in attempts {
                // More than the call counts: some are of a call that was not seen, and nobody
                // knows which.
                if attempts.count <= missing[call] { links[attempt] = .call(call) }
                candidates[attempt] = nil
            }
            missing[call] = max(0, missing[call] - attempts.count)
        }
    }
}
