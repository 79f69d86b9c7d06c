public import CSMEvents

/// The calls of a session on its time line.
public struct Waterfall: Sendable {
    /// A line of the waterfall; numbers are places in the trace.
    public enum Row: Sendable, Equatable {
        /// A call, with the attempts that are known to be its own.
        case call(Int, attempts: [Int])
        /// Quick calls of one operation, one after another, all without error and retry.
        case repeated([Int])
        /// An attempt whose call is not known.
        case looseAttempt(Int)
    }

    public let session: SessionOverview
    public let trace: CallTrace
    public let line: TimeLine
    /// What the rows are drawn against: the time line, or the window asked for.
    public let window: Interval
    public let rows: [Row]
    /// How many calls are shown, in rows of their own or repeated.
    public let shownCalls: Int
    /// Whether only calls to some resources were asked for.
    public let selectsResources: Bool

    /// `trace` holds what `query` includes.
    public init(
        of trace: CallTrace, _ marks: SessionMarks, in session: SessionOverview, on line: TimeLine,
        _ query: WaterfallQuery
    ) {
        self.session = session
        self.trace = trace
        self.line = line
        selectsResources = !query.resources.isEmpty
        let isWindowed = query.from != nil || query.until != nil
        let asked = Self.window(query, on: line)
        let selection = Selection(
            trace: trace, query: query, window: isWindowed ? asked : nil,
            marksOfCalls: query.mark == nil ? [] : marks.marks(of: trace.calls, trace.labels),
            marksOfAttempts: query.mark == nil ? [] : marks.marks(of: trace.attempts, trace.labels))
        let calls = selection.calls()
        shownCalls = calls.count
        // Calls that a clock a little off puts before the session's start, or behind its end.
        let held = Self.holding(
            calls.map { trace.calls[$0] }, Self.window(WaterfallQuery(), on: line), line)
        // What lies beyond all calls would only squeeze them.
        window =
            isWindowed
            ? Interval(
                start: max(asked.start, min(held.start, asked.end - 1)),
                end: max(min(asked.end, held.end), asked.start + 1)) : held
        if query.withAttempts {
            rows = selection.withAttempts(calls)
        } else if query.slowest == nil {
            rows = RepeatedCalls(in: trace, over: window).folded(calls)
        } else {
            rows = calls.map { .call($0, attempts: []) }
        }
    }

    private static func window(_ query: WaterfallQuery, on line: TimeLine) -> Interval {
        let origin = line.interval.start
        return Interval(
            start: query.from.map { origin + $0 } ?? origin,
            end: query.until.map { origin + $0 } ?? max(line.interval.end, origin + 1))
    }

    /// A window grown to hold calls that a clock a little off puts before the session's start, or
    /// behind its end.
    private static func holding(
        _ calls: [TimedEvent], _ window: Interval, _ line: TimeLine
    ) -> Interval {
        // Where the line is the calls' own, an arrival is no place on it.
        let placed = calls.filter { $0.hasOwnStart || !line.isCallsOwn }
        return Interval(
            start: placed.reduce(window.start) { min($0, $1.interval.start) },
            end: placed.reduce(window.end) { max($0, $1.interval.end) })
    }

    /// The calls in a row.
    public func calls(of row: Row) -> [TimedEvent] {
        switch row {
        case .call(let call, _): [trace.calls[call]]
        case .repeated(let calls): calls.map { trace.calls[$0] }
        case .looseAttempt: []
        }
    }

    /// Milliseconds from the time line's start.
    public func offset(_ event: TimedEvent) -> Int64 { event.interval.start - line.interval.start }
}

/// Picks what a query asks for.
private struct Selection {
    let trace: CallTrace
    let query: WaterfallQuery
    /// `nil` for all the time there is.
    let window: Interval?
    /// Filled where a mark is asked for.
    let marksOfCalls: [[String]]
    let marksOfAttempts: [[String]]

    /// By their starts, or the slowest first.
    func calls() -> [Int] {
        let chosen = trace.calls.indices.filter { place in
            let call = trace.calls[place]
            if let mark = query.mark, !marksOfCalls[place].contains(mark) { return false }
            return (!query.errorsOnly || trace.labels[call.labels].isError) && isInWindow(call)
        }
        let ordered = chosen.sorted { before(trace.calls[$0], trace.calls[$1]) }
        guard let slowest = query.slowest else { return ordered }
        let latencies = ordered.sorted { left, right in
            let (first, second) = (
                trace.calls[left].latency ?? -1, trace.calls[right].latency ?? -1
            )
            return first == second ? before(trace.calls[left], trace.calls[right]) : first > second
        }
        return Array(latencies.prefix(slowest))
    }

    func withAttempts(_ calls: [Int]) -> [Waterfall.Row] {
        var own: [Int: [Int]] = [:]
        var loose: [Int] = []
        for (attempt, link) in trace.links.enumerated() {
            if case .call(let call) = link {
                own[call, default: []].append(attempt)
            } else if query.slowest == nil, isInWindow(trace.attempts[attempt]),
                isInMark(attempt),
                !query.errorsOnly || trace.labels[trace.attempts[attempt].labels].isError
            {
                loose.append(attempt)
            }
        }
        let callRows = calls.map { call in
            Waterfall.Row.call(
                call,
                attempts: (own[call] ?? []).sorted {
                    before(trace.attempts[$0], trace.attempts[$1])
                })
        }
        if loose.isEmpty { return callRows }
        let rows = callRows + loose.map { .looseAttempt($0) }
        return rows.sorted { before(event($0), event($1)) }
    }

    private func isInMark(_ attempt: Int) -> Bool {
        guard let mark = query.mark else { return true }
        return marksOfAttempts[attempt].contains(mark)
    }

    private func event(_ row: Waterfall.Row) -> TimedEvent {
        switch row {
        case .call(let call, _): trace.calls[call]
        case .repeated(let calls): trace.calls[calls[0]]
        case .looseAttempt(let attempt): trace.attempts[attempt]
        }
    }

    private func isInWindow(_ event: TimedEvent) -> Bool {
        guard let window else { return true }
        return event.interval.start < window.end
            && max(event.interval.end, event.interval.start + 1) > window.start
    }

    private func before(_ left: TimedEvent, _ right: TimedEvent) -> Bool {
        (left.interval.start, left.sequence) < (right.interval.start, right.sequence)
    }
}
