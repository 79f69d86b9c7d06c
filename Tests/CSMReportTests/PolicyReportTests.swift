import Testing

@testable import CSMReport
@testable import IAMPolicy

struct PolicyReportTests {
    private func report(_ called: [CalledOperation]) -> PolicyReport {
        PolicyReport(PolicyDraft(of: called), of: [Example.sessions[0]])
    }

    @Test func `a policy that is longer than a managed policy may be is said to be`() throws {
        let service = try #require(IAMActions.service("EC2"))
        let operations = service.operations.sorted()
            .map { CalledOperation(service: "EC2", api: $0, calls: 1) }
        let large = report(operations)
        #expect(large.notes.contains { $0.contains("a managed policy can have 6,144") })
        let small = report(Array(operations.prefix(20)))
        #expect(small.size < PolicyReport.mostSize)
        #expect(!small.notes.contains { $0.contains("6,144") })
        // As IAM counts: all but white space.
        let count = small.rendered(
            as: .json, TextStyle(width: 80, hasColor: false, hasUnicode: true)
        ).filter { !$0.isWhitespace }.count
        #expect(small.size == count)
    }

    @Test func `long lists are cut, and say so`() {
        let called = (0..<500).map { CalledOperation(service: "Nowhere", api: "Op\($0)", calls: 1) }
        let notes = report(called).notes.filter { $0.contains("Nowhere") }
        #expect(notes.count == 1)
        #expect(notes[0].contains("and 488 more"))
        #expect(notes[0].count < 1_000)
    }

    @Test func `a long message is cut`() {
        let called = CalledOperation(
            service: "S3", api: "GetObject", calls: 1,
            refusals: [.init(code: "AccessDenied", calls: 1)],
            message: String(repeating: "x", count: 60_000))
        #expect(report([called]).notes.allSatisfy { $0.count < 600 })
    }

    @Test func `without a permission there is text all the same`() {
        let text = report([CalledOperation(service: "STS", api: "GetCallerIdentity", calls: 1)])
            .text(TextStyle(width: 80, hasColor: false, hasUnicode: true))
        #expect(text.contains("No recorded call is known to need a permission."))
        #expect(text.contains("No permission is needed for STS.GetCallerIdentity."))
        #expect(!text.contains("Resource"))
    }
}
