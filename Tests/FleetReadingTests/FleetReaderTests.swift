import AthenaAccess
import CSMAnalysis
import CSMBudget
import Testing

@testable import FleetReading

/// From the rows of an answer to figures.
struct FleetReaderTests {
    private typealias Script = ScriptedAnswer

    @Test func `rows of the same labels make one histogram`() throws {
        let script = Script([
            Script.total(1_000_000_005, sessions: 7), Script.calls("S3", 5, 400_000_000),
            Script.calls("S3", 9, 600_000_000), Script.calls("S3", nil, 3),
            Script.calls("SQS", 1, 2),
        ])
        let (report, answer) = try script.reader.statistics()
        #expect(report.rows.map(\.group) == [["S3", "Get"], ["SQS", "Get"]])
        #expect(report.rows[0].calls == 1_000_000_003)
        #expect(report.rows[0].latencies.count == 1_000_000_000)
        #expect(report.rows[0].latencies.latencies(at: report.percentiles) == [9, 9])
        #expect(report.rows[0].totalLatency == 7_400_000_000)
        #expect(answer.sessions == 7 && answer.events == 1_000_000_005)
        #expect(answer.scannedBytes == 4_321 && answer.milliseconds == 987)
        #expect(answer.queries == ["q-1"])
        #expect(script.requests[0].mostScanned == 1 << 30)
    }

    @Test func `an answer is refused that is not what was asked for`() throws {
        let bad: [[[String: String]]] = [
            [], [Script.calls("S3", 5)],
            [Script.total(), Script.calls("S3", 5, 1, ["is_call": "1"])],
            [Script.total(), Script.calls("S3", 5, 1, ["is_error": ""])],
            [Script.total(), Script.calls("S3", 5, 1, ["latency_ms": "5.5"])],
            [Script.total(), Script.calls("S3", 5, 1, ["events": "many"])],
            // What anybody who may push can put into a table.
            [Script.total(), Script.calls("S3", 5, 1, ["first_ms": "9223372036854775807"])],
            [Script.total(), Script.calls("S3", 5, 1, ["events": "9223372036854775807"])],
            [Script.total(), Script.calls("S3", 5, 1, ["latency_ms": "-1"])],
        ]
        for rows in bad {
            #expect { try Script(rows).reader.statistics() } throws: { error in
                if case FleetError.badAnswer = error { true } else { false }
            }
        }
    }

    @Test func `days and times are those of the selection`() throws {
        let reader = Script([]).reader
        func question(_ selection: FleetSelection) -> FleetQuestion {
            reader.latencyQuestion(of: selection, by: StatisticsQuery())
        }
        var selection = FleetSelection(since: Script.now - 7 * 86_400_000)
        let week = question(selection)
        #expect(week.firstDay == "2026-11-20" && week.lastDay == "2026-11-27")
        #expect(week.sql.contains("dt BETWEEN '2026-11-20' AND '2026-11-27'"))
        #expect(week.sql.contains("receivedtimestamp >= 1795194000000"))
        // Clocks may differ: what was recorded at midnight may have arrived the day before.
        selection.since = Script.now - 17 * 3_600_000
        #expect(question(selection).firstDay == "2026-11-26")
        // What was recorded until then may be pushed later.
        selection.until = selection.since + 60_000
        #expect(question(selection).lastDay == "2026-11-27")
        #expect(question(selection).sql.contains("AND receivedtimestamp < "))
        // A session is counted as a whole.
        selection.sessions = ["5f3a", "0123456789abcdef"]
        let sql = question(selection).sql
        #expect(!sql.contains("receivedtimestamp >= ") && !sql.contains("receivedtimestamp < "))
        #expect(sql.contains("(sessionid BETWEEN '5f3a' AND '5f3a~' OR "))
        #expect(sql.contains(" OR sessionid BETWEEN '0123456789abcdef' AND '0123456789abcdef~' "))
    }

    @Test func `a quote in a name stays within its literal`() {
        var selection = FleetSelection(since: 0)
        selection.functions = [
            "'; DROP TABLE csm_events; --", "it''s", #"\'"#, "%_", "x\u{600}') OR 1=1 --",
            "y'\u{301}) OR 1=1 --",
        ]
        let sql = Script([]).reader.latencyQuestion(of: selection, by: StatisticsQuery()).sql
        #expect(
            sql.contains(
                #"functionname IN ('''; DROP TABLE csm_events; --', 'it''''s', '\''', '%_', "#
                    + "'x\u{600}'') OR 1=1 --', 'y''\u{301}) OR 1=1 --')"))
    }

    @Test func `sessions that are named are found, each once`() throws {
        let rows = [
            Script.total(2, sessions: 2), Script.calls("S3", 1, session: "aa01"),
            Script.calls("S3", 2, session: "aa02"), Script.calls("S3", 3, session: "bb01"),
        ]
        func report(_ sessions: [String]) throws -> LatencyReport {
            var selection = FleetSelection(since: 0)
            selection.sessions = sessions
            return try Script(rows).reader.statistics(of: selection).report
        }
        #expect(try report(["bb", "aa01", "aa02"]).sessions.map(\.id) == ["bb01", "aa01", "aa02"])
        #expect(
            throws: FleetError.unknownSessions(
                ["cc", "dd"], firstDay: "1969-12-31", lastDay: "2026-11-27")
        ) { try report(["cc", "aa01", "dd"]) }
        #expect(throws: FleetError.ambiguous(reference: "aa", candidates: ["aa01", "aa02"])) {
            try report(["aa"])
        }
    }

    @Test func `an id may be the beginning of another, and be typed in any case`() throws {
        let rows = [
            Script.total(2, sessions: 2), Script.calls("S3", 1, session: "ci"),
            Script.calls("S3", 2, session: "ci-2"), Script.calls("S3", 3, session: "5f3a01"),
        ]
        func report(_ sessions: [String]) throws -> LatencyReport {
            var selection = FleetSelection(since: 0)
            selection.sessions = sessions
            return try Script(rows).reader.statistics(of: selection).report
        }
        #expect(try report(["ci"]).sessions.map(\.id) == ["ci"])
        #expect(try report(["ci"]).total.calls == 1)
        #expect(try report(["5F3A", "CI-"]).sessions.map(\.id) == ["5f3a01", "ci-2"])
    }

    @Test func `what attempts lack in one session another does not make up for`() throws {
        let script = Script([
            Script.total(),
            Script.calls("S3", 5, 100, ["missing": "3", "surplus": "2"]),
            Script.calls("SQS", 5, 100),
        ])
        let result = try script.reader.judged(
            "*: throttles == 0\n*: calls <= 100\nSQS.*: attempts <= 5")
        #expect(result.verdicts.map(\.outcome) == [.none, .met, .none, .met, .met])
        #expect(result.verdicts[0].reason == "attempts that were not seen: 3")
        #expect(result.verdicts[2].reason == "attempts of calls that were not seen: 2")
    }

    @Test func `a run belongs to the side in whose time it began`() throws {
        let (hour, now): (Int64, Int64) = (3_600_000, Script.now)
        let runs: [(String, Int64)] = [("old", 30), ("base", 20), ("edge", 12), ("new", 2)]
        let script = Script(
            [Script.total()]
                + runs.map { Script.calls("S3", 1, session: $0, at: now - $1 * hour) })
        var base = FleetSelection(since: now - 24 * hour)
        base.until = now - 12 * hour
        let new = FleetSelection(since: now - 12 * hour)
        let (comparison, _) = try script.reader.comparison(
            of: base, with: new, by: ComparisonQuery())
        #expect(comparison.base.map(\.id) == ["base"])
        #expect(comparison.new.map(\.id) == ["edge", "new"])
        // One reading has both sides.
        #expect(script.requests.count == 1)
        #expect(throws: FleetError.onBothSides(ids: ["edge", "new"])) {
            try script.reader.comparison(of: new, with: new, by: ComparisonQuery())
        }
        let nobody = FleetSelection(since: now)
        #expect(throws: FleetError.emptySide(name: "new")) {
            try script.reader.comparison(of: base, with: nobody, by: ComparisonQuery())
        }
    }

    @Test func `a breach names the sessions that it is seen in`() throws {
        let script = Script([
            Script.total(), Script.calls("S3", 5, 100, ["example": "aa01:7"]),
            Script.calls("S3", 900, 2, ["example": "bb02:12"]),
        ])
        let result = try script.reader.judged("S3.*: max < 1s\nS3.Get: p99 < 100ms")
        #expect(result.verdicts.map(\.outcome) == [.met, .breached])
        let worst = result.verdicts[1].worst
        #expect(worst.map(\.session) == ["bb02", "aa01"])
        #expect(worst.map(\.latency) == [900, 5])
        #expect(worst.allSatisfy { $0.offset == nil })
    }

    @Test func `what a budget asks for is what events are told apart by`() throws {
        let script = Script([Script.total()])
        _ = try script.reader.judged("host=*: attempts == 0\nregion=eu-*, status=4*: calls < 5")
        #expect(script.requests[0].columns.contains("fqdn"))
        #expect(script.requests[0].columns.contains("status"))
        #expect(!script.requests[0].columns.contains("sessionid"))
        for rule in ["S3.*: burst(1s) < 5", "per=mark: calls < 5"] {
            #expect(
                throws: FleetError.ruleNeedsEvents(rule: rule, place: "fleet.budget:1")
            ) { try script.reader.judged(rule) }
        }
        #expect(script.requests.count == 1)
    }
}
