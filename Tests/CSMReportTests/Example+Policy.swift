import CSMReport
import IAMPolicy

extension Example {
    /// Something for every note.
    static let policy = PolicyReport(
        PolicyDraft(of: [
            CalledOperation(service: "DynamoDB", api: "GetItem", calls: 302, resources: ["orders"]),
            CalledOperation(
                service: "DynamoDB", api: "TransactWriteItems", calls: 4,
                resources: ["carts\u{1B}[31m", "orders"]),
            CalledOperation(service: "Lambda", api: "CreateFunction", calls: 1),
            CalledOperation(
                service: "S3", api: "GetObject", calls: 12,
                refusals: [.init(code: "AccessDenied", calls: 2)],
                message:
                    "User: arn:aws:iam::123456789012:user/me is not authorized to perform: "
                    + "s3:GetObject on resource: arn:aws:s3:::b/k\u{1B}[31m\n|<b>"),
            CalledOperation(service: "S3", api: "HeadObject", calls: 3),
            CalledOperation(
                service: "S3", api: "HeadBucket", calls: 0,
                refusals: [.init(code: "403", calls: 1)]),
            CalledOperation(service: "STS", api: "GetCallerIdentity", calls: 9),
            CalledOperation(service: "evil\u{1B}[31m|<b>", api: "=1+1", calls: 5),
            CalledOperation(
                service: "CSM Test", api: String(repeating: "TestOperation", count: 12), calls: 1),
        ]), of: [sessions[0]])
}
