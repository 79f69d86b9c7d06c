import CSMEvents

/// What a recorder counted of each operation, so that what is said at the end need not be read again
/// from the database: a million operations would take it many seconds.
public struct RecordedOperations: Sendable {
    /// The figures of one operation.
    public struct Operation: Sendable, Equatable {
        public let service: String
        public let api: String
        public let calls: Int
        /// Of its calls, in milliseconds; `nil` where none told one.
        public let totalLatency: Int?
    }

    /// What a million operations leave room for in memory.
    private struct Figures {
        var calls: UInt32 = 0
        var latencies: UInt32 = 0
        /// Milliseconds.
        var totalLatency = 0
        /// Attempts seen beyond those that the calls count.
        var surplus = 0
        var isUsed = false
    }

    /// More operations, or longer names in all, are not kept: no sender can make this grow for ever.
    private static let mostOperations = 2_000_000
    private static let mostKeyBytes = 64 << 20

    private var table = ByteKeyTable()
    private var figures: [Figures] = []
    private var key: [UInt8] = []
    /// Where the number of operations, or the sum of their names, became too large.
    public private(set) var isFull = false

    /// Operations of which a call or an attempt came.
    public private(set) var count = 0
    public private(set) var calls = 0
    /// Calls that failed.
    public private(set) var errors = 0
    public private(set) var retries = 0
    /// Attempts that were throttled.
    public private(set) var throttles = 0
    /// Of all calls, in milliseconds.
    public private(set) var totalLatency = 0
    public private(set) var attemptsExpected = 0
    public private(set) var attemptsSeen = 0
    /// Attempts that calls made of spans count, less those made of spans, by operation.
    private var spanAttempts: [Int: Int] = [:]
    init() {}

    /// The place of an event's operation; `nil` where none is counted.
    mutating func index(of labels: EventLabels) -> Int? {
        guard !isFull, labels.level == .call || labels.level == .attempt else { return nil }
        if table.count >= Self.mostOperations || table.keyBytes >= Self.mostKeyBytes {
            isFull = true
            table.removeAll()
            figures = []
            return nil
        }
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: labels.service.utf8)
        key.append(Self.separator)
        key.append(contentsOf: labels.api.utf8)
        let (index, isNew) = table.index(of: key)
        if isNew { figures.append(Figures()) }
        return index
    }

    /// A byte that no text in UTF-8 has keeps an operation's two names apart.
    private static let separator: UInt8 = 0xFF

    /// Counts what was added to a series, now that it is stored.
    mutating func add(_ tally: SeriesTally) {
        guard !isFull, let index = tally.operation else { return }
        if !figures[index].isUsed { count += 1 }
        figures[index].isUsed = true
        guard tally.level == .call else {
            attemptsSeen += tally.events
            if tally.isThrottle { throttles += tally.events }
            if tally.isSpan {
                spanAttempts[index, default: 0] -= tally.events
            } else {
                figures[index].surplus += tally.events
            }
            return
        }
        calls += tally.events
        if tally.isError { errors += tally.events }
        retries += tally.retries
        attemptsExpected += tally.attemptsExpected
        figures[index].calls &+= UInt32(truncatingIfNeeded: tally.events)
        if tally.isSpan {
            spanAttempts[index, default: 0] += tally.attemptsExpected
        } else {
            figures[index].surplus -= tally.attemptsExpected
        }
        tally.latencies.forEach { latency, events in
            figures[index].latencies &+= UInt32(truncatingIfNeeded: events)
            figures[index].totalLatency += Int(latency) * events
            totalLatency += Int(latency) * events
        }
    }

    /// Takes back what was counted of an event that CSM sent and that is counted anew.
    mutating func remove(_ event: MovedEvent) {
        guard !isFull else { return }
        let index = event.operation
        guard event.level == .call else {
            attemptsSeen -= 1
            if event.isThrottle { throttles -= 1 }
            figures[index].surplus -= 1
            return
        }
        let attempts = Int(event.attemptCount)
        calls -= 1
        if event.isError { errors -= 1 }
        retries -= event.retries
        attemptsExpected -= attempts
        figures[index].calls &-= 1
        figures[index].surplus += attempts
        guard let latency = event.latency.map({ Int($0) }) else { return }
        figures[index].latencies &-= 1
        figures[index].totalLatency -= latency
        totalLatency -= latency
    }

    /// How many attempts were seen beyond what the calls of their operation count.
    public var attemptsWithoutCall: Int {
        spanAttempts.values.reduce(figures.reduce(0) { $0 + max(0, $1.surplus) }) {
            $0 + max(0, -$1)
        }
    }

    /// How many attempts spans did not show.
    public var attemptsNotShown: Int { max(0, spanAttempts.values.reduce(0, +)) }

    /// The operations that took most time, by their total latency and then by their names; `nil` is
    /// all of them.
    public func slowest(_ limit: Int?) -> [Operation] {
        let used = figures.indices.lazy.filter { figures[$0].isUsed }
        guard let limit else { return used.sorted(by: precedes).map(operation) }
        // Texts are made only of those that are asked for, however many take the same time.
        var first: [Int] = []
        for index in used {
            if first.count == limit {
                guard let last = first.last, precedes(index, last) else { continue }
                first.removeLast()
            }
            first.insert(index, at: first.firstIndex { precedes(index, $0) } ?? first.endIndex)
        }
        return first.map(operation)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (time(figures[left]), time(figures[right]))
        if first != second { return first > second }
        // The separator comes before all that may continue a service's name.
        return table.key(at: left).lexicographicallyPrecedes(table.key(at: right)) {
            $0 &+ 1 < $1 &+ 1
        }
    }

    private func time(_ figures: Figures) -> Int {
        figures.latencies == 0 ? -1 : figures.totalLatency
    }

    private func operation(at index: Int) -> Operation {
        let names = table.key(at: index).split(
            separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
        return Operation(
            service: String(decoding: names[0], as: UTF8.self),
            api: String(decoding: names[1], as: UTF8.self), calls: Int(figures[index].calls),
            totalLatency: figures[index].latencies == 0 ? nil : figures[index].totalLatency)
    }
}
