import CSMTestSupport
import Foundation
import Testing

/// A boto3 program that an IAM refuses, and that is let in by the policy of its own record.
struct RefusedCallsTests {
    @Test func `the policy of refused calls lets the same calls in`() throws {
        let recorded = try Recorded()
        let oracle = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/refused_calls.py")
        let result = try Program.run(
            Program.python, [oracle.path, Program.csmRecord],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(result.status == 0, "\(result.errors)")
        let found = try JSON(result.output)
        let operations = found["refused"].keys
        #expect(operations.count == 7)
        for operation in operations {
            // moto answers all services in XML; of what boto3 cannot read it makes the status.
            let refusal = found["refused"][operation].string ?? ""
            #expect(["AccessDenied", "403"].contains(refusal), "\(operation) \(refusal)")
            #expect(found["allowed"][operation].string == "done", "\(operation)")
        }
        let text = found["text"].string ?? ""
        let actions = try JSON(found["policy"].string ?? "")["Statement"].array
            .flatMap { $0["Action"].array.compactMap(\.string) }
        #expect(
            actions == [
                "dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject", "s3:ListAllMyBuckets",
                "s3:ListBucket", "s3:PutObject", "sqs:SendMessage",
            ])
        for action in actions { #expect(text.contains("✗ \(action)")) }
        for operation in operations {
            #expect(text.contains("✗ Refused: \(operation), 1 of 1 call, "))
        }
    }
}
