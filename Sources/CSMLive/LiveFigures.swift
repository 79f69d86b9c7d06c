/// The figures of operations since a session's start, in a window that ends now, and in the last
/// minute: changes in, rows out.
///
/// Times are in microseconds, of whatever clock the caller goes by.
public struct LiveFigures: Sendable {
    /// What one operation has come to.
    struct Tally: Sendable {
        var sinceStart = OperationChange()
        var totalLatency = 0
        var window = OperationChange()
        var windowLatency = 0
    }

    private struct Tick: Sendable {
        let time: Int64
        let changes: [(operation: Int, change: OperationChange)]
    }

    /// What the sparkline and the calls in flight are told from.
    private struct Moment: Sendable {
        let time: Int64
        /// Calls, and open attempts, by operation.
        var counts: [Int: (calls: Int, openAttempts: Int)] = [:]
    }

    /// Microseconds.
    public static let minute: Int64 = 60_000_000
    /// Moments are no shorter than this, in microseconds.
    private static let shortestMoment: Int64 = 500_000

    /// Microseconds.
    public let window: Int64
    private var places: [OperationName: Int] = [:]
    private(set) var names: [OperationName] = []
    private(set) var tallies: [Tally] = []
    private(set) var total = Tally()
    private var ticks: [Tick] = []
    private var moments: [Moment] = []
    /// When the first of the sessions began.
    private var begun = Int64.max
    /// What was before this was not read.
    private var unknownUntil = Int64.min
    private(set) var now: Int64 = 0

    /// `window` is in microseconds.
    public init(window: Int64) { self.window = window }

    /// Adds what has come up to `time`, which goes to the window and the minute, too.
    ///
    /// Times never go back.
    public mutating func add(_ changes: [OperationName: OperationChange], at time: Int64) {
        let numbered = changes.map { (operation: place(of: $0.key), change: $0.value) }
        for (operation, change) in numbered { count(change, of: operation) }
        addRecent(numbered, at: time)
    }

    /// Adds what of a session had come before anybody looked; `begin` is when it began.
    public mutating func addPast(
        _ changes: [OperationName: OperationChange], begin: Int64
    ) {
        begun = min(begun, begin)
        for (name, change) in changes { count(change, of: place(of: name)) }
    }

    /// Adds what of the past belongs to the window and the minute, in the order of time.
    ///
    /// `since` is when that begins to be known.
    public mutating func addRecent(
        _ recent: [(time: Int64, changes: [OperationName: OperationChange])], since: Int64
    ) {
        unknownUntil = max(unknownUntil, since)
        for (time, changes) in recent {
            addRecent(changes.map { (place(of: $0.key), $0.value) }, at: time)
        }
    }

    /// Since when everything is known.
    private var knownSince: Int64 { min(now, max(begun, unknownUntil)) }

    /// Lets time pass.
    public mutating func advance(to time: Int64) {
        now = max(now, time)
        let isOver = ticks.prefix { $0.time <= now - window }
        for tick in isOver {
            for (operation, change) in tick.changes {
                tallies[operation].window.subtract(change)
                tallies[operation].windowLatency -= Self.latency(of: change)
                total.window.subtract(change)
                total.windowLatency -= Self.latency(of: change)
            }
        }
        ticks.removeFirst(isOver.count)
        moments.removeFirst(moments.prefix { $0.time <= now - Self.minute }.count)
    }

    private mutating func place(of name: OperationName) -> Int {
        if let place = places[name] { return place }
        places[name] = names.count
        names.append(name)
        tallies.append(Tally())
        return names.count - 1
    }

    private static func latency(of change: OperationChange) -> Int {
        change.latencies.reduce(0) { $0 + Int($1.key) * $1.value }
    }

    private mutating func count(_ change: OperationChange, of operation: Int) {
        tallies[operation].sinceStart.add(change)
        tallies[operation].totalLatency += Self.latency(of: change)
        total.sinceStart.add(change)
        total.totalLatency += Self.latency(of: change)
    }

    private mutating func addRecent(
        _ changes: [(operation: Int, change: OperationChange)], at time: Int64
    ) {
        let changes = changes.filter { !$0.change.isEmpty }
        for (operation, change) in changes {
            let latency = Self.latency(of: change)
            tallies[operation].window.add(change)
            tallies[operation].windowLatency += latency
            total.window.add(change)
            total.windowLatency += latency
        }
        if !changes.isEmpty { ticks.append(Tick(time: time, changes: changes)) }
        addMoment(changes, at: time)
        advance(to: time)
    }

    private mutating func addMoment(
        _ changes: [(operation: Int, change: OperationChange)], at time: Int64
    ) {
        if moments.last.map({ time - $0.time >= Self.shortestMoment }) ?? true {
            moments.append(Moment(time: time))
        }
        for (operation, change) in changes {
            let before = moments[moments.count - 1].counts[operation] ?? (0, 0)
            moments[moments.count - 1].counts[operation] = (
                before.calls + change.calls, before.openAttempts + change.openAttempts
            )
        }
    }

    // MARK: What is told

    /// How long the window really is, in microseconds: less than asked for where less is known.
    var knownWindow: Int64 { max(1, min(window, now - knownSince)) }

    /// Since the first session's beginning, in microseconds.
    var elapsed: Int64 { max(0, now - min(now, begun)) }

    /// Calls of the operations that `includes` takes, in each of so many equal parts of the last
    /// minute, the oldest first; `nil` for a part of which nothing is known.
    func callsOfMinute(parts: Int, _ includes: (Int) -> Bool) -> [Int?] {
        let (first, length) = firstPart(of: parts)
        var calls = emptyMinute(parts: parts)
        for moment in moments {
            let part = Int(moment.time / length - first)
            guard calls.indices.contains(part) else { continue }
            let own = moment.counts.reduce(0) { includes($1.key) ? $0 + $1.value.calls : $0 }
            calls[part] = max(0, (calls[part] ?? 0) + own)
        }
        return calls
    }

    /// The same, of one operation.
    func callsOfMinute(parts: Int, of operation: Int) -> [Int?] {
        let (first, length) = firstPart(of: parts)
        var calls = emptyMinute(parts: parts)
        for moment in moments {
            let part = Int(moment.time / length - first)
            guard calls.indices.contains(part) else { continue }
            calls[part] = max(0, (calls[part] ?? 0) + (moment.counts[operation]?.calls ?? 0))
        }
        return calls
    }

    /// Parts begin at whole multiples of their length, lest they change with every look.
    private func firstPart(of parts: Int) -> (number: Int64, length: Int64) {
        let length = Self.minute / Int64(parts)
        return (now / length - Int64(parts) + 1, length)
    }

    private func emptyMinute(parts: Int) -> [Int?] {
        let (first, length) = firstPart(of: parts)
        return (0..<parts).map { (first + Int64($0) + 1) * length <= knownSince ? nil : 0 }
    }

    /// For operations, how many attempts there are whose calls are not over, so that no more calls
    /// than these are in flight that anything is known of; for others there are none.
    ///
    /// What has been left over for a minute is of calls whose end was lost.
    func attemptsInFlight() -> [Int: Int] {
        // How many were open before a moment, less how many are now; and the least of it.
        var past: [Int: (before: Int, least: Int)] = [:]
        for moment in moments.reversed() {
            for (operation, change) in moment.counts where change.openAttempts != 0 {
                let after = past[operation] ?? (0, 0)
                let before = after.before - change.openAttempts
                past[operation] = (before, min(after.least, before))
            }
        }
        return past.mapValues { -$0.least }
    }
}
