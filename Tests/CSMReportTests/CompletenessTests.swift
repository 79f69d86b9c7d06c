import CSMAnalysis
import CSMTestSupport
import Testing

@testable import CSMReport

/// The sentence on what was seen of what was sent, where spans came.
struct CompletenessTests {
    private func completeness(_ change: (inout Completeness) -> Void) -> Completeness {
        var completeness = Completeness()
        change(&completeness)
        return completeness
    }

    @Test func `datagrams alone are told as ever`() {
        let completeness = completeness {
            ($0.received, $0.decoded, $0.attemptsExpected, $0.attemptsSeen) = (24, 24, 12, 12)
        }
        #expect(completeness.sentence == "complete: 24 datagrams, 12/12 attempts")
    }

    @Test func `spans that show no attempts lose none`() {
        let completeness = completeness {
            ($0.received, $0.decoded, $0.spansReceived, $0.spansUsed) = (16, 16, 16, 16)
            ($0.attemptsExpected, $0.attemptsNotShown) = (18, 18)
        }
        #expect(completeness.isComplete)
        #expect(
            completeness.sentence == """
                complete: 16 spans, 18 attempts not shown by spans; spans that a killed process lost \
                are not counted
                """)
    }

    @Test func `the two ways are told apart`() {
        let completeness = completeness {
            ($0.received, $0.decoded) = (88, 88)
            ($0.spansReceived, $0.spansUsed, $0.spansJoined, $0.spansDuplicate) = (50, 43, 41, 3)
            ($0.attemptsExpected, $0.attemptsSeen, $0.attemptsNotShown) = (45, 43, 2)
        }
        #expect(
            completeness.sentence == """
                complete: 86 datagrams, 50 spans (41 of calls that CSM sent, 4 not of AWS calls, \
                3 duplicate), 43/43 attempts, 2 attempts not shown by spans; spans that a killed \
                process lost are not counted
                """)
    }

    @Test func `a request that was refused is a loss`() {
        let completeness = completeness {
            ($0.received, $0.decoded, $0.spansReceived, $0.spansUsed) = (2, 2, 2, 2)
            ($0.attemptsExpected, $0.attemptsSeen, $0.requestsRefused) = (1, 1, 1)
        }
        #expect(!completeness.isComplete)
        #expect(
            completeness.sentence == """
                none dropped, 2 spans, 1 request with spans REFUSED, 1 of 1 attempt seen. Counts are \
                a lower bound.
                """)
    }
}
