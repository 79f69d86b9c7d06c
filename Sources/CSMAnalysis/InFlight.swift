import CSMEvents

/// How many calls were in flight, as it changes over time.
public struct InFlight: Sendable, Equatable {
    /// From `time` on, in milliseconds since 1970, that many calls.
    public struct Step: Sendable, Equatable {
        public let time: Int64
        public let calls: Int
    }

    public let steps: [Step]

    public init(_ calls: [TimedEvent]) {
        let changes =
            calls.map { ($0.interval.start, 1) } + calls.map { ($0.interval.end, -1) }
        var steps: [Step] = []
        var count = 0
        var index = 0
        let ordered = changes.sorted { $0.0 < $1.0 }
        while index < ordered.count {
            let time = ordered[index].0
            while index < ordered.count, ordered[index].0 == time {
                count += ordered[index].1
                index += 1
            }
            if steps.last?.calls ?? 0 != count { steps.append(Step(time: time, calls: count)) }
        }
        self.steps = steps
    }
}
