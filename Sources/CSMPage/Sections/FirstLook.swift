import CSMAnalysis
import CSMReport

/// What to look at first, in words: only what the data shows, the most serious first, each with the
/// place in the page that shows it.
struct FirstLook {
    struct Sentence: Equatable {
        let text: String
        /// Of an element in the page.
        let place: String
    }

    /// So many calls in a row look like one call per item.
    static let fewestInARow = 10
    /// Runs of calls in a row that are named, each of an operation of its own.
    private static let mostRuns = 2
    /// The share of the calls' time, outside of attempts, that is worth a sentence.
    private static let notableOverhead = 0.2

    let statistics: LatencyReport
    var marks: LatencyReport?
    var failures = FailureTally()
    var sessions: [PageSession] = []
    var comparison: Comparison?

    var sentences: [Sentence] {
        let parts = [
            incomplete, changes, errors, retries, inARow, mostTime, slowestCall, busiestMark,
            inFlight, overhead,
        ]
        return parts.flatMap { $0 }
    }

    private var incomplete: [Sentence] {
        let completeness = statistics.completeness
        guard completeness.received > 0, !completeness.isComplete else { return [] }
        return [
            Sentence(
                text: "Not everything was recorded, so counts are a lower bound.",
                place: "completeness")
        ]
    }

    private var changes: [Sentence] {
        guard let comparison else { return [] }
        let counts = ChangeVerdict.changes.compactMap { verdict -> String? in
            let count = comparison.rows.count { $0.verdicts.contains(verdict) }
            return count > 0 ? "\(verdict.rawValue) (\(Figures.count(count)))" : nil
        }
        guard !counts.isEmpty else { return [] }
        return [
            Sentence(
                text: "Operations changed against the base: \(counts.joined(separator: ", ")).",
                place: "compare")
        ]
    }

    private var errors: [Sentence] {
        let (errors, calls) = (statistics.total.errors, statistics.total.calls ?? 0)
        guard errors > 0, calls > 0 else { return [] }
        let groups = failures.ordered.shown
        guard let place = groups.indices.max(by: { groups[$0].calls < groups[$1].calls }) else {
            return []
        }
        let group = groups[place]
        let share = Figures.decimal(Double(errors) * 100 / Double(calls), places: 1)
        let what = "\(group.service).\(group.api) with \(group.outcome)"
        let most =
            group.calls == errors
            ? ": \(what)" : ", most often \(what) (\(Figures.count(group.calls)))"
        return [
            Sentence(
                text: "\(Figures.count(errors)) of \(Figures.counted(calls, "call")) failed "
                    + "(\(share) %)\(most).", place: "failure-\(place)")
        ]
    }

    private var retries: [Sentence] {
        guard let (place, row) = most({ $0.retries ?? 0 }), let retries = row.retries, retries > 0
        else { return [] }
        let throttles =
            row.throttles > 0 ? ", \(Figures.counted(row.throttles, "throttle"))" : ""
        return [
            Sentence(
                text: "\(name(row)) was retried most: "
                    + "\(Figures.counted(retries, "retry", "retries")) in \(Figures.counted(row.calls ?? 0, "call"))\(throttles).",
                place: "op-\(place)")
        ]
    }

    private var inARow: [Sentence] {
        let runs = sessions.enumerated().flatMap { number, session in
            session.repeated.map { (number: number, session: session, run: $0) }
        }.filter { $0.run.calls >= Self.fewestInARow }.sorted { $0.run.time > $1.run.time }
        var named: Set<String> = []
        return runs.filter { named.insert($0.run.operation).inserted }.prefix(Self.mostRuns).map {
            number, session, run in
            let marks = session.markSets[run.markSet].map { session.marks[$0] }
            let place = marks.last.map { " in \($0)" } ?? ""
            let isShown = session.lines.contains { $0.sequence == run.sequence }
            return Sentence(
                text: "\(run.operation) was called \(Figures.count(run.calls)) times in a row"
                    + "\(place), \(Figures.duration(milliseconds: run.time)) in total: "
                    + "one call per item (N+1)?",
                place: isShown ? "call-\(number)-\(run.sequence)" : "time-line-\(number)")
        }
    }

    private var mostTime: [Sentence] {
        guard statistics.rowCount > 1, let (place, row) = most({ $0.totalLatency ?? 0 }),
            let time = row.totalLatency, let all = statistics.total.totalLatency, all > 0
        else { return [] }
        let share = Figures.decimal(Double(time) * 100 / Double(all), places: 1)
        return [
            Sentence(
                text: "\(name(row)) took most time: \(Figures.duration(milliseconds: time)) of "
                    + "\(Figures.duration(milliseconds: all)) (\(share) %) in "
                    + "\(Figures.counted(row.calls ?? 0, "call")).", place: "op-\(place)")
        ]
    }

    private var slowestCall: [Sentence] {
        guard statistics.total.count > 1, let (place, row) = most({ $0.latencies.maximum ?? 0 }),
            let latency = row.latencies.maximum, latency > 0
        else { return [] }
        return [
            Sentence(
                text: "The slowest call took \(Figures.duration(milliseconds: latency)): "
                    + "\(name(row)).", place: "op-\(place)")
        ]
    }

    private var busiestMark: [Sentence] {
        guard let marks, let calls = statistics.total.calls else { return [] }
        let named = marks.rows.enumerated().filter { $0.element.group[0] != nil }
        guard named.count > 1,
            let (place, row) = named.max(by: { $0.element.count < $1.element.count }), row.count > 0
        else { return [] }
        return [
            Sentence(
                text: "\(row.group[0] ?? "") made most calls: \(Figures.count(row.count)) of "
                    + "\(Figures.count(calls)).", place: "mark-\(place)")
        ]
    }

    private var inFlight: [Sentence] {
        guard let share = statistics.time.busyShare, statistics.time.busy > 0 else { return [] }
        let time = statistics.time.isCallsOwn ? "time" : "wall time"
        return [
            Sentence(
                text: "\(Figures.decimal(share * 100, places: 1)) % of the \(time) had an AWS call "
                    + "in flight.", place: "time-use")
        ]
    }

    private var overhead: [Sentence] {
        let time = statistics.time
        guard time.isKnown, time.comparedCalls > 0, time.inCalls > 0,
            Double(time.overhead) >= Self.notableOverhead * Double(time.inCalls)
        else { return [] }
        return [
            Sentence(
                text: "\(Figures.duration(milliseconds: time.overhead)) of the "
                    + "\(Figures.duration(milliseconds: time.inCalls)) in calls passed outside of "
                    + "attempts: back-off and the SDK itself.", place: "time-use")
        ]
    }

    private func most(_ value: (StatisticsRow) -> Int) -> (Int, StatisticsRow)? {
        // Of equals the first.
        statistics.rows.enumerated().max {
            (value($0.element), -$0.offset) < (value($1.element), -$1.offset)
        }.map { ($0.offset, $0.element) }
    }

    private func name(_ row: StatisticsRow) -> String {
        row.group.map { $0 ?? "" }.joined(separator: ".")
    }
}
