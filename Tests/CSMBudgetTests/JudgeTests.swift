import CSMAnalysis
import CSMBudget
import CSMEvents
import Testing

struct JudgeTests {
    /// Four operations with something for every metric.
    ///
    /// - S3.Get: 100 calls of 1, 2 … 100 ms, a second apart
    /// - S3.Put: 4 calls of 10, 20, 30 and 40 ms, one failed, 3 + 1 + 1 + 1 attempts, 2 throttled
    /// - DynamoDB.GetItem: 5 calls 50 ms apart, in us-east-1, by another client
    /// - CloudWatch Logs.PutLogEvents: 1 call without a latency
    static let session: MadeSession = {
        var session = MadeSession()
        for index in 1...100 { session.call("S3.Get", Int32(index), at: Int64(index) * 1_000) }
        session.call("S3.Put", 10, at: 200_000, attempts: 3, throttled: 2)
        session.call("S3.Put", 20, at: 201_000, isError: true, status: 503)
        session.call("S3.Put", 30, at: 202_000)
        session.call("S3.Put", 40, at: 203_000)
        for index in 0..<5 {
            session.call(
                "DynamoDB.GetItem", 7, at: 300_000 + Int64(index) * 50,
                host: "dynamodb.us-east-1.amazonaws.com", region: "us-east-1", client: "other")
        }
        session.call("CloudWatch Logs.PutLogEvents", nil, at: 400_000)
        return session
    }()

    /// Rules, and what is to become of them on that session: met (0), breached (99), none (98).
    @Test(
        arguments: [
            // Counts, at their limits.
            ("S3.Get: calls == 100", 0), ("S3.Get: calls != 100", 99), ("S3.Get: calls != 99", 0),
            ("S3.Get: calls <= 100", 0), ("S3.Get: calls <= 99", 99), ("S3.Get: calls < 101", 0),
            ("S3.Get: calls < 100", 99), ("S3.Get: calls >= 100", 0), ("S3.Get: calls >= 101", 99),
            ("S3.Get: calls > 99", 0), ("S3.Get: calls > 100", 99),
            ("total: calls == 110", 0), ("total: calls <= 109", 99),
            ("total S3.*: calls == 104", 0), ("S3.*: calls <= 103", 0), ("S3.*: calls <= 99", 99),
            ("total: attempts == 112", 0), ("S3.Put: attempts == 6", 0),
            ("S3.Put: attempts < 6", 99),
            ("S3.Put: retries == 2", 0), ("S3.Put: retries < 2", 99), ("S3.Get: retries == 0", 0),
            ("S3.Put: throttles == 2", 0), ("total: throttles <= 1", 99),
            ("S3.Put: errors == 1", 0), ("*: errors == 0", 99), ("S3.Get: errors == 0", 0),
            // Rates.
            ("S3.Put: error_rate == 25%", 0), ("S3.Put: error_rate == 0.25", 0),
            ("S3.Put: error_rate < 25%", 99), ("S3.Put: error_rate <= 25%", 0),
            ("S3.Put: retry_rate == 50%", 0), ("S3.Put: retry_rate < 0.5", 99),
            ("total: error_rate < 1%", 0), ("total: error_rate < 0.9%", 99),
            // Latencies.
            ("S3.Get: min == 1ms", 0), ("S3.Get: max == 100ms", 0), ("S3.Get: max < 0.1s", 99),
            ("S3.Get: max <= 0.1s", 0), ("S3.Get: mean == 50.5ms", 0),
            ("S3.Get: mean < 50.5ms", 99), ("S3.Get: p50 == 50ms", 0), ("S3.Get: p95 == 95ms", 0),
            ("S3.Get: p95 < 95ms", 99), ("S3.Get: p95 <= 95ms", 0), ("S3.Get: p99 == 99ms", 0),
            ("S3.Get: p99.9 == 100ms", 0), ("S3.Get: p100 == 100ms", 0), ("S3.Get: p1 == 1ms", 0),
            ("S3.Put: time == 100ms", 0), ("S3.Put: time < 0.1s", 99), ("total S3.*: time < 1m", 0),
            ("total: time < 1m", 98),
            ("S3.*: p95 < 96ms", 0), ("S3.*: p95 < 95ms", 99),
            // Bursts.
            ("DynamoDB.GetItem: burst(200ms) == 5", 0), ("DynamoDB.GetItem: burst(199ms) == 4", 0),
            ("DynamoDB.GetItem: burst(50ms) == 2", 0), ("DynamoDB.GetItem: burst(0ms) == 1", 0),
            ("*: burst(250ms) <= 4", 99), ("S3.Get: burst(5s) <= 6", 0),
            ("total: burst(250ms) <= 5", 0), ("total: burst(1s) <= 4", 99),
            // Selectors.
            ("s3.get: calls == 100", 0), ("cloudwatchlogs.putlogevents: calls == 1", 0),
            ("CloudWatch Logs.Put*: calls == 1", 0), ("S3: calls <= 100", 0),
            ("s?.g?t: calls == 100", 0), ("region=us-*: calls == 5", 0),
            ("total region=eu-west-1: calls == 105", 0), ("client=other: calls == 5", 0),
            ("total client=app, S3.*: calls == 104", 0), ("status=503: calls == 1", 0),
            ("total status=5*: calls <= 0", 99), ("total status=2??: calls == 109", 0),
            ("host=*.amazonaws.com: attempts == 5", 0), ("total host=h: attempts == 107", 0),
            ("host=h:443, S3.Put: attempts == 6", 0), ("host=h, S3.Put: throttles == 2", 0),
            ("host=*.amazonaws.com: attempts == 0", 99), ("total host=*: max == 5ms", 0),
            ("host=H, S3.Put, status=429: attempts == 2", 0),
            // Nothing matches.
            ("S3.Delete: calls == 0", 0), ("S3.Delete: calls <= 5", 0), ("S3.Delete: calls < 5", 0),
            ("S3.Delete: calls >= 1", 98), ("S3.Delete: calls != 5", 98),
            ("S3.Delete: p95 < 1s", 98), ("S3.Delete: time < 1s", 98),
            ("S3.Delete: error_rate == 0", 98), ("total S3.Delete: errors == 0", 0),
            ("host=*.example.com: attempts == 0", 0), ("region=ap-*: calls < 1", 0),
            ("S3.Delete: calls < 0", 98), ("S3.Delete: calls == 3", 98),
            // Without a latency.
            ("CloudWatch Logs.*: p95 < 1s", 98), ("CloudWatch Logs.*: time < 1s", 98),
            // Modifiers.
            ("warn S3.Get: calls <= 1\nS3.Get: calls == 100", 0), ("warn S3.Get: calls <= 1", 0),
            ("warn S3.Delete: p95 < 1s\nS3.Get: calls == 100", 0),
            ("S3.Put: p95 < 1ms when calls >= 5\nS3.Get: calls == 100", 0),
            ("S3.Put: p95 < 1ms when calls >= 4", 99), ("S3.Put: p95 < 1ms when calls >= 5", 98),
            ("*: max < 100ms when calls >= 101", 98), ("S3.Delete: calls <= 3 when calls >= 5", 98),
            // Others.
            (
                "other: calls == 100\nS3.Put: calls <= 9\nDynamoDB.*: calls <= 9\nCloud*: calls <= 9",
                0
            ),
            ("other: calls <= 99\nS3.Put: calls <= 9\nDynamoDB.*: calls <= 9", 99),
            ("other: calls == 0\nS3: calls <= 100\nDynamoDB: calls <= 9", 99),
            ("other: calls == 0\nS3.*: calls <= 100\nD*: calls <= 9\nwarn Cl*: calls <= 1", 0),
            // What matches everything names nothing.
            ("other: calls == 0\n*: errors <= 1\n*.*: calls <= 100\n??.*: calls <= 100", 99),
            ("total OTHER: calls == 6\nS3.*: max < 1s", 0), ("total other: calls == 110", 0),
            ("other, region=us-*: calls == 5\nS3.*: max < 1s", 0),
            ("other, S3.*: calls <= 4\nS3.Get: calls <= 100", 0),
            ("other, host=*.amazonaws.com: attempts == 5\nS3.*: max < 1s", 0),
            ("other: p95 < 1s\nS3.*: max < 1s\nD*: max < 1s\nCl*: calls == 1", 98),
            ("other: max < 1s when calls >= 1\nS3: max < 1s\nD*: max < 1s\nCl*: calls == 1", 0),
            // Together.
            ("S3.Get: calls <= 1\nS3.Delete: p95 < 1s", 99),
            ("S3.Get: calls <= 100\nS3.Delete: p95 < 1s", 98), ("# nothing", 98),
        ] as [(String, Int)])
    func `a rule has its verdict`(rules: String, code: Int) throws {
        #expect(Self.code(try verdicts(rules, Self.session)) == code)
    }

    private static func code(_ result: CheckResult) -> Int {
        switch result.conclusion {
        case .passed: 0
        case .breached: 99
        case .noVerdict: 98
        }
    }

    private func reason(_ rules: String, _ session: MadeSession) throws -> String? {
        try verdicts(rules, session).verdicts.first?.reason
    }

    // MARK: Too few calls

    @Test func `a percentile of too few calls is judged and marked, or is no verdict`() throws {
        let rule = "S3.Put: p95 < 50ms"
        let lenient = try verdicts(rule, Self.session).verdicts[0]
        #expect(lenient.outcome == .met && lenient.hasFewCalls)
        let strict = try verdicts(rule, Self.session, isStrict: true)
        #expect(strict.verdicts[0].outcome == .none && Self.code(strict) == 98)
        #expect(strict.verdicts[0].reason == "too few calls for p95")
        let enough = try verdicts("S3.Get: p95 < 500ms", Self.session, isStrict: true).verdicts[0]
        #expect(enough.outcome == .met && !enough.hasFewCalls)
        #expect(try verdicts("S3.Get: p99 < 1s", Self.session).verdicts[0].hasFewCalls)
        #expect(try !verdicts("S3.Put: max < 1s", Self.session).verdicts[0].hasFewCalls)
    }

    // MARK: Nothing there

    @Test func `without a call there is no verdict, whatever the rule`() throws {
        for rule in ["*: errors == 0", "total: calls <= 5", "warn S3.*: p95 < 1s"] {
            let result = try verdicts(rule, MadeSession())
            #expect(Self.code(result) == 98)
            #expect(result.verdicts[0].reason == "no call was recorded")
        }
    }

    @Test func `what nothing matches names the nearest operation`() throws {
        #expect(
            try reason("S3.Gett: p95 < 1s", Self.session)
                == "no call matches; the nearest operation seen is S3.Get")
        #expect(
            try reason("cloudwatchlogs.putlogevnets: calls >= 1", Self.session)
                == "no call matches; the nearest operation seen is CloudWatch Logs.PutLogEvents")
        #expect(
            try reason("DynamDB.*: p95 < 1s", Self.session)
                == "no call matches; the nearest operation seen is DynamoDB.GetItem")
        // Only what a typing error makes of it.
        for far in ["S3.Delete", "S4.Get", "SQS.*", "DynamoDB.PutItem", "S3.Got?", "*.Gett?"] {
            #expect(try reason("\(far): p95 < 1s", Self.session) == "no call matches")
            #expect(try reason("\(far): calls == 0", Self.session) == nil)
        }
        let met = try verdicts("dynamodb.getitems: calls <= 5", Self.session).verdicts[0]
        #expect(met.outcome == .met)
        #expect(met.reason == "no call matches; the nearest operation seen is DynamoDB.GetItem")
    }

    // MARK: Missing data

    @Test(arguments: ["interrupted", "recording"])
    func `a session without its end never passes, but may breach`(state: String) throws {
        var session = Self.session
        session.state = state
        for (rule, code) in [
            ("S3.Get: calls <= 100", 98), ("S3.Get: calls <= 99", 99), ("S3.Get: calls >= 100", 0),
            ("S3.Get: calls >= 101", 98), ("S3.Get: calls == 100", 98), ("S3.Get: calls == 99", 99),
            ("S3.Get: p95 < 1s", 98), ("S3.Get: p95 < 1ms", 99), ("S3.Delete: calls == 0", 98),
            ("S3.Get: max < 1s", 98), ("S3.Get: max < 1ms", 99), ("S3.Get: calls != 99", 0),
        ] {
            #expect(Self.code(try verdicts(rule, session)) == code, "\(rule)")
        }
        #expect(
            try reason("S3.Get: calls <= 100", session)?.contains(session.checked.overview.id)
                == true)
    }

    @Test func `dropped datagrams never pass`() throws {
        var session = Self.session
        session.droppedByKernel = 3
        #expect(try reason("*: errors == 0", session) == "3 datagrams were dropped")
        #expect(Self.code(try verdicts("total: calls <= 500", session)) == 98)
        session.droppedByKernel = nil  // the kernel does not tell
        #expect(Self.code(try verdicts("total: calls <= 500", session)) == 0)
    }

    @Test func `what was left running may have called`() throws {
        var session = Self.session
        session.processesLeft = 2
        #expect(try reason("*: errors == 0", session) == "2 processes outlived the command")
        #expect(Self.code(try verdicts("total: calls <= 500", session)) == 98)
        #expect(Self.code(try verdicts("total: calls <= 1", session)) == 99)
    }

    @Test func `attempts without a host are not taken for none`() throws {
        var session = Self.session
        session.call("Go.Call", host: nil)
        let rule = "host=*.example.com: attempts == 0"
        #expect(try reason(rule, session) == "attempts without a host: 1")
        #expect(Self.code(try verdicts(rule, session)) == 98)
        // What was seen is enough to breach, and what another part rules out does not matter.
        #expect(Self.code(try verdicts("host=*.amazonaws.com: attempts == 0", session)) == 99)
        #expect(Self.code(try verdicts("S3.*, host=*.example.com: attempts == 0", session)) == 0)
    }

    @Test func `attempts that were not seen are not taken for none`() throws {
        var session = Self.session
        session.call("S3.Put", attempts: 2, seen: 1)
        #expect(try reason("S3.Put: attempts <= 10", session) == "attempts that were not seen: 1")
        #expect(Self.code(try verdicts("S3.Put: throttles == 0", session)) == 99)
        #expect(Self.code(try verdicts("S3.Get: throttles == 0", session)) == 0)
        #expect(Self.code(try verdicts("S3.Put: calls == 5", session)) == 0)
        // Least of all by a rule about hosts, and not by other operations' attempts.
        #expect(Self.code(try verdicts("host=*.example.com: attempts == 0", session)) == 98)
        #expect(Self.code(try verdicts("S3.Get, host=*.example.com: attempts == 0", session)) == 0)
        session.call("DynamoDB.GetItem", seen: 5)
        #expect(Self.code(try verdicts("total: throttles <= 5", session)) == 98)
        // All of status=200's were seen, whatever the calls count.
        #expect(Self.code(try verdicts("S3.Get, status=200: attempts == 100", Self.session)) == 0)
    }

    @Test func `attempts of calls that were not seen are calls that were`() throws {
        var session = Self.session
        session.call("DynamoDB.Put", attempts: 1, seen: 2)
        #expect(
            try reason("DynamoDB.Put: calls <= 1", session)
                == "attempts of calls that were not seen: 1")
        #expect(Self.code(try verdicts("total: errors <= 1", session)) == 98)
        #expect(Self.code(try verdicts("S3.*: calls <= 100", session)) == 0)
    }

    @Test func `what an event does not say is not taken for nothing`() throws {
        var session = Self.session
        session.call("S3.Put", nil, at: 1)
        #expect(try reason("S3.Put: max < 1s", session) == "calls without a latency: 1")
        #expect(Self.code(try verdicts("S3.Put: max < 1ms", session)) == 99)
        session.call("SNS.Publish", region: nil)
        #expect(try reason("region=ap-*: calls == 0", session) == "calls without a region: 1")
        #expect(Self.code(try verdicts("S3.*, region=ap-*: calls == 0", session)) == 0)
    }

    @Test func `with less than all, a condition may hold all the same`() throws {
        var session = Self.session
        session.state = "recording"
        #expect(Self.code(try verdicts("S3.Put: calls <= 9 when calls >= 5", session)) == 98)
        #expect(Self.code(try verdicts("S3.Get: min < 5ms", session)) == 0)
        #expect(Self.code(try verdicts("S3.Get: min >= 1ms", session)) == 98)
    }

    @Test(arguments: [
        ("127.0.0.1:5000", "127.0.0.1", true), ("127.0.0.1:5000", "*:5000", true),
        ("[::1]:4566", "::1", true), ("[::1]:4566", "[::1]", true), ("fe80::1234", "fe80:", false),
        ("fe80::1234", "fe80::*", true), ("h", "h:*", false),
    ])
    func `hosts match with and without their port`(
        host: String, pattern: String, matches: Bool
    ) throws {
        var session = MadeSession()
        session.call("S3.Get", host: host)
        let rule = "host=\(pattern): attempts == 1"
        #expect((Self.code(try verdicts(rule, session)) == 0) == matches)
    }

    // MARK: Several sessions

    @Test func `several sessions are judged together`() throws {
        let twice = try verdicts(
            "S3.Get: calls == 200\nS3.Get: p95 == 95ms", Self.session, Self.session)
        #expect(Self.code(twice) == 0)
        // A burst is of one session: the clocks of two are not one.
        let burst = try verdicts("DynamoDB.GetItem: burst(1s) == 5", Self.session, Self.session)
        #expect(Self.code(burst) == 0)
    }

    // MARK: Marks

    private var marked: MadeSession {
        var session = MadeSession()
        session.call("S3.Get", at: 5)
        session.mark("test_a", .begin, at: 100)
        session.call("S3.Get", at: 110)
        session.call("S3.Get", at: 120)
        session.call("S3.Put", at: 130)
        session.mark("test_a", .end, at: 200)
        session.mark("test_b", .begin, at: 300)
        session.call("S3.Get", at: 310)
        session.mark("test_b", .end, at: 400)
        session.mark("test_c", .begin, at: 500)
        session.mark("test_c", .end, at: 600)
        return session
    }

    @Test func `each mark is judged on its own`() throws {
        let total = try verdicts("total per=mark: calls <= 2", marked).verdicts
        #expect(total.map(\.mark) == ["test_a", "test_b", "test_c"])
        #expect(total.map(\.outcome) == [.breached, .met, .met])
        #expect(total.map { $0.measured?.whole } == [3, 1, 0])
        let each = try verdicts("per=mark: calls <= 1", marked).verdicts
        #expect(each.map(\.operation) == ["S3.Get", "S3.Get", "S3.Put"])
        #expect(each.map(\.mark) == ["test_a", "test_b", "test_a"])
        #expect(each.map(\.outcome) == [.breached, .met, .met])
        let some = try verdicts("S3.Put, per=mark: calls == 1", marked).verdicts
        #expect(some.map(\.mark) == ["test_a"])
        // A test without calls has no latency to judge.
        let latency = try verdicts("total per=mark: max < 1s", marked)
        #expect(latency.verdicts.map(\.outcome) == [.met, .met, .notApplied])
        #expect(Self.code(latency) == 0)
        #expect(Self.code(try verdicts("per=mark, DDB.*: calls == 0", marked)) == 0)
        #expect(Self.code(try verdicts("per=mark, DDB.*: calls >= 1", marked)) == 98)
        #expect(Self.code(try verdicts("total per=mark: calls <= 3", marked)) == 0)
    }

    @Test func `without marks nothing is judged by marks`() throws {
        #expect(Self.code(try verdicts("total per=mark: calls <= 1", Self.session)) == 98)
        #expect(try reason("per=mark: calls <= 1", Self.session) == "no mark was recorded")
    }

    // MARK: What a breach shows

    @Test func `a breach shows the calls that tell most`() throws {
        func offsets(_ rule: String) throws -> [Int64] {
            try verdicts(rule, Self.session).verdicts.first { $0.outcome == .breached }?.worst
                .compactMap(\.offset) ?? []
        }
        #expect(try offsets("S3.Get: p95 < 1ms") == [100_000, 99_000, 98_000, 97_000, 96_000])
        #expect(try offsets("S3.Put: errors == 0") == [201_000])
        #expect(try offsets("S3.Put: retries == 0") == [200_000])
        #expect(try offsets("S3.Put: throttles == 0") == [200_000, 200_000])
        #expect(try offsets("S3.Get: calls <= 98") == [99_000, 100_000])
        #expect(try offsets("host=*.amazonaws.com: attempts == 0").count == 5)
    }

    @Test func `a count names the operations that made it, those without a rule first`() throws {
        func shares(_ rules: String) throws -> [String] {
            try verdicts(rules, Self.session).verdicts.first { $0.outcome == .breached }?.operations
                .map { "\($0.name ?? "") \($0.count)\($0.hasNoRule ? ", no rule" : "")" } ?? []
        }
        #expect(
            try shares("total: calls <= 9\nS3.*: calls <= 100") == [
                "DynamoDB.GetItem 5, no rule", "CloudWatch Logs.PutLogEvents 1, no rule",
                "S3.Get 100", "S3.Put 4",
            ])
        // Where no rule names an operation, that says nothing of any.
        #expect(try shares("total S*: calls <= 9") == ["S3.Get 100", "S3.Put 4"])
        #expect(try shares("total: errors == 0") == ["S3.Put 1"])
        #expect(try shares("total: retries < 2\nS3.Get: max < 1s") == ["S3.Put 2, no rule"])
        #expect(try shares("total: throttles < 2") == ["S3.Put 2"])
        #expect(try shares("total host=*.amazonaws.com: attempts == 0") == ["DynamoDB.GetItem 5"])
        // It is of one operation, or no sum over calls.
        for rule in ["S3.Get: calls <= 9", "total: error_rate == 0", "total: burst(1s) <= 4"] {
            #expect(try shares(rule) == [])
        }
    }

    @Test func `a count names the marks that made it`() throws {
        func shares(_ rule: String) throws -> [String] {
            try verdicts(rule, marked).verdicts.first { $0.outcome == .breached }?.marks
                .map { "\($0.name ?? "-") \($0.count)" } ?? []
        }
        #expect(try shares("total: calls <= 2") == ["test_a 3", "test_b 1", "- 1"])
        #expect(try shares("S3.Get: calls == 0") == ["test_a 2", "test_b 1", "- 1"])
        #expect(try shares("S3.Put: calls == 0") == ["test_a 1"])
        #expect(try shares("total: attempts <= 2") == ["test_a 3", "test_b 1", "- 1"])
        #expect(try shares("total per=mark: calls <= 1") == [])
        #expect(try shares("S3.Get: max < 1ms") == [])
    }

    @Test func `slack is how far it is to the limit`() throws {
        func slack(_ rule: String) throws -> Quantity? {
            try verdicts(rule, Self.session).verdicts[0].slack
        }
        #expect(try slack("S3.Get: calls <= 120") == Quantity(20))
        #expect(try slack("S3.Get: calls <= 90") == Quantity(-10))
        #expect(try slack("S3.Get: calls > 90") == Quantity(10))
        #expect(try slack("S3.Put: error_rate < 50%") == Quantity(1, over: 4))
        #expect(try slack("S3.Get: calls == 100") == nil)
        #expect(try slack("S3.Delete: calls <= 100") == nil)
    }

    @Test func `operations without a rule are told`() throws {
        let result = try verdicts("S3.*: calls <= 100\n*: errors <= 1", Self.session)
        #expect(
            result.withoutRule.map(\.name) == ["DynamoDB.GetItem", "CloudWatch Logs.PutLogEvents"])
    }

    @Test func `a burst is shown with the call before it`() throws {
        let worst = try verdicts("DynamoDB.GetItem: burst(100ms) <= 1", Self.session).verdicts[0]
            .worst
        #expect(worst.map(\.isBefore) == [true, false, false, false])
        #expect(worst.map(\.labels.api) == ["Put", "GetItem", "GetItem", "GetItem"])
        #expect(worst.map(\.offset) == [203_000, 300_000, 300_050, 300_100])
    }

    @Test func `what one session lacks another does not make up for`() throws {
        var lacking = MadeSession()
        lacking.call("S3.Get", attempts: 3, seen: 1)
        var surplus = MadeSession()
        surplus.call("S3.Get", attempts: 1, seen: 3)
        let rule = "S3.Get: throttles == 0"
        #expect(Self.code(try verdicts(rule, lacking, surplus)) == 98)
        #expect(Self.code(try verdicts("S3.Get: errors == 0", lacking, surplus)) == 98)
    }

    @Test func `marks without end do not make each call cost more and more`() throws {
        var session = MadeSession()
        for index in 0..<3_000 {
            session.mark("\(index)", .begin, at: 0)
            session.call("S3.Get", at: Int64(index))
        }
        let result = try verdicts("total per=mark: calls <= 3000", session)
        #expect(result.verdicts.count == 256)
        #expect(Self.code(result) == 0)
    }
}
