import CSMAnalysis
import CSMBudget
import CSMEvents
import Testing

struct DraftTests {
    @Test func `a session meets the budget that was made from it`() throws {
        let session = JudgeTests.session
        let draft = try #require(BudgetDraft([session.checked])).text
        let result = try verdicts(draft, session)
        #expect(result.conclusion == .passed)
        #expect(result.verdicts.allSatisfy { $0.outcome == .met })
        #expect(draft.contains("total: calls <= 110\n"))
        #expect(draft.contains("S3.Get: calls <= 100\n"))
        #expect(draft.contains("S3.Put: errors <= 1\n"))
        // Half again as much as 95 ms, and only where there are enough calls.
        #expect(draft.contains("S3.Get: p95 < 150ms    # was 95ms\n"))
        #expect(!draft.contains("S3.Put: p95"))
        // One more call is one too many.
        var more = session
        more.call("S3.Put")
        #expect(try verdicts(draft, more).conclusion == .breached)
    }

    @Test(
        arguments: [
            (1, "total: max < 15ms    # was 10ms"), (4, "total: max < 15ms    # was 10ms"),
            (5, "total: p50 < 15ms    # was 10ms"), (28, "total: p50 < 15ms    # was 10ms"),
            (29, "total: p90 < 15ms    # was 10ms"), (58, "S3.Get: p90 < 15ms    # was 10ms"),
            (59, "total: p95 < 15ms    # was 10ms"), (59, "S3.Get: p95 < 15ms    # was 10ms"),
        ] as [(Int, String)])
    func `latency is limited by what the calls are enough for`(calls: Int, line: String) throws {
        var session = MadeSession()
        for index in 0..<calls { session.call("S3.Get", at: Int64(index)) }
        let draft = try #require(BudgetDraft([session.checked])).text
        #expect(draft.split(separator: "\n").contains { $0 == line })
        #expect(draft.contains("S3.Get: p") == (calls >= 29))
        let result = try verdicts(draft, session, isStrict: true)
        #expect(result.conclusion == .passed)
    }

    @Test func `calls without a latency are not limited by one`() throws {
        var session = MadeSession()
        for index in 0..<60 { session.call("S3.Get", index == 7 ? nil : 10, at: Int64(index)) }
        let draft = try #require(BudgetDraft([session.checked])).text
        #expect(draft.contains("# Some calls have no latency"))
        #expect(try verdicts(draft, session).conclusion == .passed)
    }

    @Test func `names that mean something in a budget are no danger`() throws {
        var session = MadeSession()
        for name in [
            "a:b.c", "x#y.z", "a,b.c=d", "warn x.y", "total.z", "host=h.i", "\u{1B}[31m.\n", "é.ü",
            "S3.Get: calls <= 0 #.x", " .x", "a.b.c", " S3.Get", "İ.x", "Total x.y",
        ] {
            session.call(name)
        }
        // The same to a selector, though not to the session.
        for name in ["S3.GetObject", "s3.getobject", "s3.getobject", "S 3.GetObject"] {
            for index in 0..<60 { session.call(name, at: Int64(index)) }
        }
        for index in 0..<60 { session.call("İ.x", at: Int64(index)) }
        let draft = try #require(BudgetDraft([session.checked])).text
        #expect(try verdicts(draft, session).conclusion == .passed)
    }

    @Test func `of nothing no budget is made`() {
        var session = MadeSession()
        session.mark("x", .begin, at: 0)
        #expect(BudgetDraft([session.checked]) == nil)
    }

    @Test func `limits with slack are lowered, and nothing else is touched`() throws {
        let text = """
            # counts
            S3.Get:   calls <= 250   # was a guess
            S3.Put: calls < 5
            S3.*: errors <= 7\r
            S3.Get: p95 < 2s
            S3.Put: p95 < 2s
            warn total S3.*: time < 1m
            total: error_rate < 5%
            S3.Delete: calls <= 4
            S3.Get: calls >= 5
            DynamoDB.GetItem: max <= 0.5s # é
            S3.Put: retry_rate <= 0.75
            S3.Get: calls <= 100
            """
        let result = try verdicts(text, JudgeTests.session)
        let ratchet = Ratchet(result.budget, result.verdicts)
        #expect(
            ratchet.text == """
                # counts
                S3.Get:   calls <= 100   # was a guess
                S3.Put: calls < 5
                S3.*: errors <= 1\r
                S3.Get: p95 < 0.15s
                S3.Put: p95 < 2s
                warn total S3.*: time < 7.8s
                total: error_rate < 0.92%
                S3.Delete: calls <= 0
                S3.Get: calls >= 5
                DynamoDB.GetItem: max <= 0.011s # é
                S3.Put: retry_rate <= 0.5
                S3.Get: calls <= 100
                """)
        #expect(ratchet.changes.map(\.place.line) == [2, 4, 5, 7, 8, 9, 11, 12])
        #expect(try verdicts(ratchet.text, JudgeTests.session).conclusion == .passed)
        let again = try verdicts(ratchet.text, JudgeTests.session)
        #expect(Ratchet(again.budget, again.verdicts).changes.isEmpty)
    }

    @Test func `a breached limit is not lowered, nor raised`() throws {
        let text = "*: calls <= 50\nS3.Put: p95 < 1ms\n"
        let result = try verdicts(text, JudgeTests.session)
        #expect(Ratchet(result.budget, result.verdicts).text == text)
    }
}
