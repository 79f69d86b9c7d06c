/// The calls that SDKs sent by CSM lately, for the spans that tell of the same calls a little later.
///
/// Bounded: of more calls than `mostCalls` the oldest are forgotten, and their spans become calls of
/// their own.
struct RecentCalls {
    struct Call {
        /// The row in `events`.
        let row: Int64
        /// As `RecordedOperations` counts them.
        fileprivate(set) var operation: Int
        /// Milliseconds since 1970.
        let start: Int64
        /// Milliseconds.
        let latency: Int64
        /// How many attempts had come when it did.
        fileprivate let attemptsBefore: Int
        /// Whether each of its attempts was seen, with a request id.
        let showsRequestIDs: Bool
        fileprivate(set) var isTaken = false
        /// The call before with the same operation and start.
        fileprivate var previous = -1
        fileprivate let number: Int
    }

    struct Attempt {
        let row: Int64
        let operation: Int
        let start: Int64
        let latency: Int64
        /// A hash; 0 where it has none.
        let requestID: Int
        /// The number of the call that it belongs to, as far as its times tell; -1 for none.
        fileprivate var call = -1
        fileprivate let number: Int

        fileprivate var end: Int64 { start + latency }
    }

    /// How far the starts of a span and of its call's event may be from each other, in milliseconds.
    static let tolerance: Int64 = 5
    /// How far where a request id says that they are of one call.
    private static let longestLag: Int64 = 500
    private static let mostCalls = 1 << 18
    private static let mostAttempts = 1 << 16
    /// So many attempts before a call are looked at for its own.
    private static let nearAttempts = 256
    /// So many at most are given to a call that was retried.
    private static let mostGiven = 16

    private var calls: [Call] = []
    private var callCount = 0
    /// The number of the newest call by a hash of operation and start.
    private var newest = [Int](repeating: -1, count: mostCalls)
    private var attempts: [Attempt] = []
    private var attemptCount = 0
    private var attemptByID: [Int: Int] = [:]
    /// Calls that were taken in the transaction under way, and how many there were before it.
    private var taken: [Int] = []
    private var committedCalls = 0

    mutating func add(
        row: Int64, operation: Int, start: Int64, latency: Int64, attemptCount expected: Int
    ) {
        let bucket = Self.bucket(operation, start)
        let call = Call(
            row: row, operation: operation, start: start, latency: latency,
            attemptsBefore: attemptCount,
            showsRequestIDs: giveAttempts(operation, start, latency, expected),
            previous: newest[bucket], number: callCount)
        let index = callCount % Self.mostCalls
        if index < calls.count { calls[index] = call } else { calls.append(call) }
        newest[bucket] = callCount
        callCount += 1
    }

    mutating func addAttempt(
        row: Int64, operation: Int, start: Int64, latency: Int64, requestID: Int
    ) {
        let index = attemptCount % Self.mostAttempts
        let attempt = Attempt(
            row: row, operation: operation, start: start, latency: latency, requestID: requestID,
            number: attemptCount)
        if index < attempts.count {
            let old = attempts[index]
            if attemptByID[old.requestID] == old.number { attemptByID[old.requestID] = nil }
            attempts[index] = attempt
        } else {
            attempts.append(attempt)
        }
        if requestID != 0 { attemptByID[requestID] = attemptCount }
        attemptCount += 1
    }

    /// Gives the call that is added its attempts, which came before it; whether all are there, with
    /// request ids.
    ///
    /// Calls come in the order of their ends. So no later one needs an attempt for its end more than
    /// this one does, and of the attempts in its time it takes the first, which fewest others began
    /// early enough for. Of a call that was retried, the last one ended it.
    private mutating func giveAttempts(
        _ operation: Int, _ start: Int64, _ latency: Int64, _ expected: Int
    ) -> Bool {
        var missing = 0
        for place in 0..<min(max(1, expected), Self.mostGiven) {
            let isLast = place == 0 && expected > 1
            var best: Int?
            for number in (max(0, attemptCount - Self.nearAttempts)..<attemptCount).reversed() {
                let attempt = attempts[number % Self.mostAttempts]
                guard attempt.operation == operation, attempt.call < 0,
                    Self.lies(attempt, from: start, latency)
                else { continue }
                let other = best.map { attempts[$0 % Self.mostAttempts] }
                if isLast {
                    if attempt.end > other?.end ?? .min { best = number }
                } else {
                    if attempt.start < other?.start ?? .max { best = number }
                    // There is hardly an earlier one.
                    if attempt.start <= start + 1 { break }
                }
            }
            guard let best else { return false }
            attempts[best % Self.mostAttempts].call = callCount
            if attempts[best % Self.mostAttempts].requestID == 0 { missing += 1 }
        }
        return missing == 0
    }

    private static func lies(_ attempt: Attempt, from start: Int64, _ latency: Int64) -> Bool {
        // Both are rounded.
        attempt.start >= start - 2 && attempt.end <= start + latency + 2
    }

    /// Takes the call that a span tells of, which no other span gets then; `nil` where CSM did not
    /// tell of it.
    mutating func take(
        operation: Int, start: Int64, latency: Int64, requestID: Int
    ) -> Call? {
        let attempt = attemptByID[requestID].map { attempts[$0 % Self.mostAttempts] }
        if let call = attempt.flatMap({ owner(of: $0, operation: operation, spanStart: start) }) {
            return taken(call)
        }
        var best: (call: Call, distance: Int64)?
        for candidate in start - Self.tolerance...start + Self.tolerance {
            forEach(operation, candidate) { call in
                guard !call.isTaken else { return }
                var distance = abs(call.start - start) + abs(call.latency - latency)
                if let attempt {
                    // The ids say that it is another one of those that began at the same time.
                    if attempt.call >= 0, call.showsRequestIDs { return }
                    if !Self.lies(attempt, from: call.start, call.latency) { distance += 1 << 32 }
                } else if requestID != 0, call.showsRequestIDs {
                    return
                }
                if distance < best?.distance ?? .max { best = (call, distance) }
            }
        }
        return best.map { taken($0.call) }
    }

    private mutating func taken(_ call: Call) -> Call {
        calls[call.number % Self.mostCalls].isTaken = true
        taken.append(call.number)
        return call
    }

    /// The call of an attempt with a span's request id.
    ///
    /// In a program whose threads wait for each other it may begin later than the span by more than
    /// the tolerance. Of calls at the same time it may be a neighbour, which matters little: each
    /// has one span, and each span one of them.
    private func owner(of attempt: Attempt, operation: Int, spanStart: Int64) -> Call? {
        guard attempt.call >= 0 else { return nil }
        let call = calls[attempt.call % Self.mostCalls]
        guard call.number == attempt.call, call.operation == operation, !call.isTaken,
            abs(call.start - spanStart) <= Self.longestLag
        else { return nil }
        return call
    }

    /// The rows of a call's attempts: those that it was given when it came, and the one that its span
    /// names, should that have come later.
    func attempts(of call: Call, requestID: Int) -> [Int64] {
        let before = max(0, call.attemptsBefore - Self.nearAttempts)..<call.attemptsBefore
        var own = before.map { attempts[$0 % Self.mostAttempts] }.filter { $0.call == call.number }
        if let number = attemptByID[requestID] {
            let named = attempts[number % Self.mostAttempts]
            if named.call < 0 { own.append(named) }
        }
        return own.map(\.row)
    }

    /// Whether a call that was taken was under way all that time: an attempt that a span tells of
    /// later is one of its own.
    func isTold(operation: Int, start: Int64, latency: Int64) -> Bool {
        let first = max(0, callCount - 4_096)
        return (first..<callCount).reversed().contains { number in
            let call = calls[number % Self.mostCalls]
            return call.isTaken && call.operation == operation
                && call.start - Self.tolerance <= start
                && start + latency <= call.start + call.latency + Self.tolerance
        }
    }

    private func forEach(_ operation: Int, _ start: Int64, _ body: (Call) -> Void) {
        var number = newest[Self.bucket(operation, start)]
        while number >= 0, number >= callCount - Self.mostCalls {
            let call = calls[number % Self.mostCalls]
            guard call.number == number else { return }
            if call.operation == operation, call.start == start { body(call) }
            number = call.previous
        }
    }

    private static func bucket(_ operation: Int, _ start: Int64) -> Int {
        let hash = (UInt64(bitPattern: start) &+ UInt64(operation) &* 0x9E37_79B9_7F4A_7C15)
        return Int((hash &* 0xD6E8_FEB8_6659_FD93) >> 46)
    }

    mutating func committed() {
        taken.removeAll(keepingCapacity: true)
        committedCalls = callCount
    }

    /// Nothing of the transaction under way is stored.
    mutating func rolledBack() {
        for number in taken where calls[number % Self.mostCalls].number == number {
            calls[number % Self.mostCalls].isTaken = false
        }
        taken.removeAll()
        // What was added is in no row now; it will be added again.
        for number in max(committedCalls, callCount - Self.mostCalls)..<callCount {
            calls[number % Self.mostCalls].operation = -1
        }
        committedCalls = callCount
    }
}
