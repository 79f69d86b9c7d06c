import CSMTestSupport
import Foundation
import Testing

/// Figures that Athena counts of pushed sessions are those of the sessions themselves.
///
/// MiniStack runs Athena's SQL by DuckDB, over objects that its Firehose wrote.
struct FleetTests {
    private static let formats = ["parquet", "json"]

    /// A span of time that all events lie in.
    private static let always = ["--since", "300d"]

    private static let queries: [[String]] = [
        [], ["--by", "service"], ["--by", "service,api,session"], ["--by", "region,status"],
        ["--by", "client"], ["--by", "sdk"], ["--by", "resource"],
        ["--by", "host", "--level", "attempt"], ["--level", "attempt", "--sort", "errors"],
        ["--errors"], ["--ok-only", "--sort", "p95"], ["--only", "S3.*", "--not", "*.Head*"],
        ["--only-resource", "orders_*"], ["--percentiles", "1,50,99.9,100"],
        ["--histogram", "--top", "3"], ["--sort", "name"], ["--sort", "calls"],
    ]

    @Test(arguments: formats, queries)
    func `statistics are those of the recorded sessions`(format: String, query: [String]) throws {
        let fleet = try Fleet.stored(as: format)
        let own = try fleet.answer("stats", query + Self.always)
        let local = try fleet.local("stats", ["@all"] + query)
        #expect(own["operations"].text == local["operations"].text)
        #expect(own["total"].text == local["total"].text)
        #expect(own["schema"].string == local["schema"].string)
        for key in ["attempts_expected", "attempts_seen", "attempts_not_shown"] {
            #expect(own["completeness"][key].int == local["completeness"][key].int, "\(key)")
        }
        #expect(own["source"]["sessions"].int == fleet.sessions.count)
        #expect(own.keys == local.keys.union(["source"]))
    }

    @Test(arguments: formats)
    func `each session is counted on its own`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        for session in fleet.sessions {
            let own = try fleet.answer("stats", ["--sessions", session])
            let local = try fleet.local("stats", [session])
            #expect(own["operations"].text == local["operations"].text)
            #expect(own["sessions"][0]["id"].string == session)
            #expect(own["sessions"][0]["name"].text == local["sessions"][0]["name"].text)
        }
        // By the beginnings of their ids, in the order given.
        let some = [fleet.sessions[4], fleet.sessions[2]]
        let own = try fleet.answer("stats", ["--sessions"] + some.map { String($0.prefix(12)) })
        #expect(own["sessions"].array.map { $0["id"].string } == some)
        #expect(try own["total"].text == fleet.local("stats", some)["total"].text)
    }

    @Test(arguments: formats)
    func `names are data, whatever they look like`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        for (session, name) in zip(fleet.sessions, Fleet.oddFunctions) {
            let own = try fleet.answer("stats", ["--function", name, "--by", "function"])
            let local = try fleet.local("stats", [session])
            #expect(own["total"].text == local["total"].text, "\(name)")
            #expect(own["operations"].array.map { $0["function"].string } == [name])
        }
        for name in ["100_", "a%b", "'", "' OR '1'='1", #"\"#, "it''s", "x\u{600}') OR 1=1 --"] {
            let own = try fleet.answer("stats", ["--function", name])
            #expect(own["total"]["calls"].int == 0, "\(name)")
        }
    }

    @Test(arguments: formats)
    func `the list has every session`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let own = try fleet.answer("sessions", Self.always)["sessions"].array
        let local = try fleet.local("sessions", [])["sessions"].array
        #expect(own.count == local.count)
        for session in local {
            let other = own.first { $0["id"].string == session["id"].string }
            for key in ["name", "calls", "errors"] {
                #expect(other?[key].text == session[key].text, "\(key)")
            }
            #expect(other?["state"].string == "pushed")
        }
        let some = try fleet.answer("sessions", ["--name", "boto3*", "--limit", "2"])
        #expect(some["sessions"].array.count == 2)
    }

    @Test(arguments: formats)
    func `sides are compared as recorded sessions are`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let (base, new) = (Array(fleet.sessions[1...5]), Array(fleet.sessions[6...10]))
        for options in [[], ["--metric", "p95"], ["--by", "service", "--level", "attempt"]] {
            let own = try fleet.answer(
                "compare", options + ["--base-sessions"] + base + ["--sessions"] + new)
            let local = try fleet.local(
                "compare", options + ["--base"] + base + ["--new"] + new)
            for key in local.keys where !["base", "new", "differences"].contains(key) {
                #expect(own[key].text == local[key].text, "\(key) \(options)")
            }
            for side in ["base", "new"] {
                #expect(
                    own[side].array.map { $0["id"].string }
                        == local[side].array.map { $0["id"].string })
            }
        }
        // By function, within one time.
        let own = try fleet.answer(
            "compare",
            [
                "--base-function", Fleet.oddFunctions[4], "--function", Fleet.oddFunctions[0],
            ])
        let local = try fleet.local("compare", [fleet.sessions[4], fleet.sessions[0]])
        #expect(own["rows"].text == local["rows"].text)
    }

    @Test(arguments: formats)
    func `budgets judge alike`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let rules = [
            "total: calls <= 100", "*: errors == 0", "S3.*: p95 < 120ms", "total: retries <= 1000",
            "DynamoDB.*: mean < 1s", "host=*.amazonaws.com: attempts == 0", "total: time < 1s",
            "region=eu-*: calls >= 1", "status=429: throttles <= 1", "resource=orders_*: calls > 1",
            "client=o'1: max < 5s", "total: throttles == 51", "other: calls == 0",
            "S3.*: error_rate < 5%", "total: p99.9 <= 1ms",
        ]
        let asserts = rules.flatMap { ["--assert", $0] }
        let own = try fleet.answer("check", asserts + Self.always)
        let local = try fleet.local("check", ["@all"] + asserts)
        /// Each rule and what it is about, with what is the same whatever events are known.
        func verdicts(_ check: JSON) -> [String] {
            check["rules"].array.map { rule in
                [
                    "rule", "operation", "verdict", "expected", "measured", "slack", "calls",
                    "reason",
                ]
                .map { rule[$0].text }.joined(separator: " ")
            }.sorted()
        }
        #expect(verdicts(own) == verdicts(local))
        #expect(own["conclusion"].string == local["conclusion"].string)
        #expect(own["without_rule"].text == local["without_rule"].text)
        /// The slowest calls of breaches of a latency: of one latency one is shown.
        func slowest(_ check: JSON) -> [String] {
            check["rules"].array.filter { $0["unit"].string == "ms" }.map { rule in
                "\(rule["rule"].text) \(rule["operation"].text) \(rule["worst"][0]["latency_ms"].text)"
            }.sorted()
        }
        #expect(slowest(own) == slowest(local))
        #expect(own["sessions"].array.isEmpty)
    }

    /// Which attempts are missing is found session by session; what arrived just now may not be all.
    @Test(arguments: formats)
    func `attempts that were not seen are no verdict`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let asserts = ["*: throttles == 0", "*: attempts <= 1000", "*: calls <= 1000"]
            .flatMap { ["--assert", $0] }
        func verdicts(_ check: JSON) -> [String] {
            check["rules"].array.map { rule in
                ["rule", "operation", "verdict", "measured", "reason"].map { rule[$0].text }
                    .joined(separator: " ")
            }.sorted()
        }
        for sessions in [fleet.sessions] + fleet.sessions.map({ [$0] }) {
            let own = try fleet.answer("check", asserts + ["--sessions"] + sessions)
            let local = try fleet.local("check", sessions + asserts)
            #expect(verdicts(own) == verdicts(local))
        }
        let all = try verdicts(fleet.local("check", fleet.sessions + asserts))
        #expect(all.contains { $0.contains("attempts that were not seen") })
        #expect(all.contains { $0.contains("attempts that spans do not show") })
        // Those of earlier days are compared with their calls, too; those of now are not.
        let recent = try fleet.answer("check", asserts + Self.always)
        let reasons = recent["rules"].array.compactMap { $0["reason"].string }
        #expect(reasons.contains { $0.hasPrefix("attempts that spans do not show") })
        #expect(!reasons.contains { $0.hasPrefix("attempts that were not seen") })
    }

    @Test(arguments: formats)
    func `a rule that goes by a baseline judges sessions as runs`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let sessions = Array(fleet.sessions[1...5])
        let rules = ["--assert", "*: calls <= baseline", "--baseline", fleet.sessions[6]]
        let own = try fleet.answer("check", rules + ["--sessions"] + sessions)
        let local = try fleet.local("check", sessions + rules)
        func verdicts(_ check: JSON) -> [String] {
            check["rules"].array.map { "\($0["operation"].text) \($0["verdict"].text)" }.sorted()
        }
        #expect(verdicts(own) == verdicts(local))
        #expect(own["sessions"].array.count == 5)
    }

    @Test(arguments: formats)
    func `a session comes back as a file that all commands read`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        for session in fleet.sessions {
            let file = fleet.recorded.folder.path("\(format) \(session).jsonl.gz")
            let result = try fleet.ask("export", ["--sessions", session, "-o", file])
            #expect(result.status == 0, "\(result.errors)")
            for options in [[], ["--level", "attempt", "--by", "host,sdk,status"], ["--errors"]] {
                let own = try fleet.local("stats", [file] + options)
                let local = try fleet.local("stats", [session] + options)
                #expect(own["operations"].text == local["operations"].text, "\(session)")
            }
            #expect(try fleet.recorded("show", file, "--attempts").status == 0)
            let other = try Recorded()
            #expect(try other("import", file).status == 0)
            #expect(try other.sessions()[0]["id"].string == session)
        }
    }

    @Test(arguments: formats)
    func `random questions have the answers of brute force`(format: String) throws {
        let fleet = try Fleet.stored(as: format)
        let result = try fleet.random(seed: format == "json" ? 1 : 2, count: 100)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try JSON(result.output)["answered"].int ?? 0 > 60)
    }

    @Test func `a page has the figures`() throws {
        let fleet = try Fleet.stored(as: "parquet")
        let file = fleet.recorded.folder.path("fleet.html")
        let result = try fleet.ask("report", Self.always + ["-o", file])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("Athena scanned "))
        let page = try String(contentsOfFile: file, encoding: .utf8)
        #expect(page.contains("id=\"source\">Athena workgroup csm-record: "))
        #expect(page.contains("Latency per operation"))
    }
}
