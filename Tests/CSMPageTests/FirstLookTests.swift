import Testing

@testable import CSMPage

/// What to look at first: sentences that the data bears out, and none where there is nothing.
struct FirstLookTests {
    private typealias Call = MadeUpSession.Call

    private func texts(_ session: MadeUpSession) throws -> [String] {
        try session.sentences().map(\.text)
    }

    @Test func `of a single good call nothing is to be said`() throws {
        let session = MadeUpSession([Call(start: 0)])
        // But for how much of the time it took.
        #expect(try texts(session).filter { !$0.contains("in flight") } == [])
    }

    @Test func `no call, no sentence`() throws { #expect(try texts(MadeUpSession([])) == []) }

    @Test func `failures are counted, and the most frequent is named`() throws {
        let failed = { (start: Int) in
            Call(start: start, status: 404, exception: "NoSuchKey")
        }
        let one = MadeUpSession([failed(0), Call(start: 5_000)])
        #expect(
            try one.sentences().first
                == FirstSentence(
                    place: "failure-0",
                    text: "1 of 2 calls failed (50.0 %): DynamoDB.GetItem with 404 NoSuchKey."))
        let several = MadeUpSession(
            [failed(0), failed(2_000), Call(operation: "PutItem", start: 4_000, status: 500)])
        #expect(
            try texts(several).first
                == "3 of 3 calls failed (100.0 %), most often DynamoDB.GetItem with 404 NoSuchKey (2)."
        )
    }

    @Test func `what was retried most is named`() throws {
        let session = MadeUpSession([
            Call(start: 0), Call(operation: "Query", start: 3_000, attempts: 4),
            Call(operation: "PutItem", start: 6_000, attempts: 2),
        ])
        let sentence = try #require(try session.sentences().first { $0.text.contains("retried") })
        #expect(sentence.text == "DynamoDB.Query was retried most: 3 retries in 1 call.")
        #expect(try session.page().contains("id=\"\(sentence.place)\""))
    }

    @Test(arguments: [9, 10, 40])
    func `ten calls in a row look like one per item`(count: Int) throws {
        let session = MadeUpSession(
            (0..<count).map { Call(start: $0 * 20, latency: 15) },
            marks: [.init(name: "test <b>", from: 0, until: 9_000)])
        let found = try session.sentences().filter { $0.text.contains("N+1") }
        guard count >= FirstLook.fewestInARow else {
            #expect(found == [])
            return
        }
        #expect(
            found == [
                FirstSentence(
                    place: "call-0-1000",
                    text: "DynamoDB.GetItem was called \(count) times in a row in test &lt;b&gt;, "
                        + "\(count * 15) ms in total: one call per item (N+1)?")
            ])
    }

    @Test func `what took most time and the slowest call may differ`() throws {
        let session = MadeUpSession(
            (0..<9).map { Call(start: $0 * 900, latency: 600) }
                + [Call(operation: "Scan", start: 8_500, latency: 1_400)])
        let texts = try texts(session)
        #expect(
            texts.contains("DynamoDB.GetItem took most time: 5.40 s of 6.80 s (79.4 %) in 9 calls.")
        )
        #expect(texts.contains("The slowest call took 1.40 s: DynamoDB.Scan."))
    }

    @Test func `what is missing comes first`() throws {
        let session = MadeUpSession([Call(start: 0, status: 500), Call(start: 900)]).losing(3)
        #expect(
            try session.sentences().first
                == FirstSentence(
                    place: "completeness",
                    text: "Not everything was recorded, so counts are a lower bound."))
    }

    @Test func `of several marks the busiest is named`() throws {
        let session = MadeUpSession(
            (0..<5).map { Call(start: $0 * 1_000) },
            marks: [
                .init(name: "first", from: 0, until: 900),
                .init(name: "second", from: 950, until: 9_000),
            ])
        #expect(try texts(session).contains("second made most calls: 4 of 5."))
    }
}
