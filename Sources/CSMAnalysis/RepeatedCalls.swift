import CSMEvents

/// Finds quick calls of one operation that come one after another, so that fifty lines that say
/// the same become one.
struct RepeatedCalls {
    /// Fewer are shown one by one.
    private static let fewest = 3
    /// Calls up to this latency are quick, and pauses up to this are none, in milliseconds; or a
    /// hundredth of the time shown, if that is longer.
    private static let quick: Int64 = 50

    private struct Run {
        var calls: [Int]
        var end: Int64
    }

    private let trace: CallTrace
    private let limit: Int64

    init(in trace: CallTrace, over window: Interval) {
        self.trace = trace
        limit = max(Self.quick, (window.end - window.start) / 100)
    }

    /// Rows for `calls`, which are by their starts; a run stands where its first call does.
    func folded(_ calls: [Int]) -> [Waterfall.Row] {
        var runs: [Run] = []
        /// The run that calls of these labels may continue.
        var latest: [Int: Int] = [:]
        for place in calls {
            let call = trace.calls[place]
            if isQuick(call) {
                if let run = latest[call.labels], call.interval.start - runs[run].end <= limit {
                    runs[run].calls.append(place)
                    runs[run].end = max(runs[run].end, call.interval.end)
                    continue
                }
                latest[call.labels] = runs.count
            }
            runs.append(Run(calls: [place], end: call.interval.end))
        }
        let rows = runs.flatMap { run -> [Waterfall.Row] in
            run.calls.count < Self.fewest
                ? run.calls.map { .call($0, attempts: []) } : [.repeated(run.calls)]
        }
        // A run of two that was taken apart may reach over what came between.
        return rows.sorted { order($0) < order($1) }
    }

    private func isQuick(_ call: TimedEvent) -> Bool {
        guard let latency = call.latency else { return false }
        return latency <= limit && call.attemptCount ?? 1 <= 1 && !trace.labels[call.labels].isError
    }

    private func order(_ row: Waterfall.Row) -> (Int64, Int64) {
        let call: TimedEvent =
            switch row {
            case .call(let call, _): trace.calls[call]
            case .repeated(let calls): trace.calls[calls[0]]
            case .looseAttempt(let attempt): trace.attempts[attempt]
            }
        return (call.interval.start, call.sequence)
    }
}
