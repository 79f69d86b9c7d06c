import Testing

@testable import IAMPolicy

struct PolicyDraftTests {
    private func called(
        _ service: String, _ api: String, calls: Int = 1, refused: Int = 0
    ) -> CalledOperation {
        CalledOperation(
            service: service, api: api, calls: calls,
            refusals: refused > 0 ? [.init(code: "AccessDenied", calls: refused)] : [])
    }

    @Test func `there is a statement a service, its actions sorted and each once`() {
        let draft = PolicyDraft(of: [
            called("S3", "UploadPart"), called("S3", "HeadObject"), called("S3", "GetObject"),
            called("SQS", "SendMessageBatch"), called("S3", "CopyObject"),
            called("Elastic Load Balancing", "DescribeTags"),
            called("Elastic Load Balancing v2", "DescribeRules"), called("S3", "CreateSession"),
        ])
        let statements = draft.statements.map { ($0.id, $0.actions.map(\.description)) }
        #expect(
            statements.map(\.0) == ["Elasticloadbalancing", "S3", "S3express", "Sqs"])
        #expect(
            statements[0].1
                == ["elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags"])
        #expect(statements[1].1 == ["s3:GetObject", "s3:PutObject"])
        let get = draft.permissions.first { $0.action.name == "GetObject" }
        #expect(get?.operations.map(\.api) == ["CopyObject", "GetObject", "HeadObject"])
    }

    @Test func `calls and refusals add up over the operations of an action`() throws {
        let draft = PolicyDraft(of: [
            called("S3", "GetObject", calls: 5, refused: 2), called("S3", "HeadObject", calls: 3),
        ])
        let permission = try #require(draft.permissions.first)
        #expect((permission.calls, permission.refused) == (8, 2))
        #expect(draft.refused.map(\.name) == ["S3.GetObject"])
    }

    @Test func `what a policy cannot say is told apart`() {
        let draft = PolicyDraft(of: [
            called("STS", "GetCallerIdentity"), called("CSM Test", "TestOperation"),
            called("DynamoDB", "TransactWriteItems"), called("Lambda", "CreateFunction"),
            called("IAM", "PassRole"),
        ])
        #expect(draft.permissionless.map(\.name) == ["STS.GetCallerIdentity"])
        // There is an action iam:PassRole, but no operation.
        #expect(draft.unknown.map(\.name) == ["CSM Test.TestOperation", "IAM.PassRole"])
        #expect(draft.depending.map(\.called.name) == ["DynamoDB.TransactWriteItems"])
        #expect(draft.someRequests.map(\.action.description).contains("iam:PassRole"))
        #expect(
            draft.permissions.map(\.action.description) == [
                "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem",
                "dynamodb:UpdateItem", "lambda:CreateFunction",
            ])
    }

    @Test func `what the policy has is not said to be missing`() {
        let draft = PolicyDraft(of: [
            called("EC2", "RunInstances"), called("EC2", "CreateTags"),
        ])
        #expect(!draft.someRequests.map(\.action.description).contains("ec2:CreateTags"))
        let without = PolicyDraft(of: [called("EC2", "RunInstances")])
        #expect(without.someRequests.map(\.action.description).contains("ec2:CreateTags"))
    }

    @Test func `nothing called needs nothing`() {
        let draft = PolicyDraft(of: [])
        #expect(draft.statements.isEmpty && draft.permissions.isEmpty)
    }
}
