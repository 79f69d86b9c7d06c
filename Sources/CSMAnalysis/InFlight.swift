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
        let starts = calls.map(\.interval.start).sorted()
        let ends = calls.map(\.interval.end).sorted()
        var steps: [Step] = []
        var started = 0
        var ended = 0
        while started < starts.count || ended < ends.count {
            let time = min(
                started < starts.count ? starts[started] : .max,
                ended < ends.count ? ends[ended] : .max)
            while started < starts.count, starts[started] == time { started += 1 }
            while ended < ends.count, ends[ended] == time { ended += 1 }
            if steps.last?.calls ?? 0 != started - ended {
                steps.append(Step(time: time, calls: started - ended))
            }
        }
        self.steps = steps
    }
}
