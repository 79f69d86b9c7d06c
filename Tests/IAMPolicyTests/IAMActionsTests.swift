import Testing

@testable import IAMPolicy

struct IAMActionsTests {
    private func needs(_ service: String, _ api: String) -> OperationNeeds? {
        IAMActions.service(service)?.needs(of: api)
    }

    private func names(_ actions: [IAMAction]?) -> [String]? { actions?.map(\.description) }

    @Test(arguments: [
        "CloudWatch Logs", "CloudWatchLogs", "cloudwatch logs", "CLOUDWATCH LOGS",
    ])
    func `a service is found whatever the case and the spaces of its id`(id: String) {
        #expect(
            names(needs(id, "DescribeLogGroups")?.actions) == ["logs:DescribeLogGroups"])
    }

    @Test(arguments: [
        ("SFN", "ListStateMachines", "states:ListStateMachines"),
        ("CloudWatch", "GetMetricData", "cloudwatch:GetMetricData"),
        ("SESv2", "SendEmail", "ses:SendEmail"),
        ("OpenSearch", "DescribeDomain", "es:DescribeDomain"),
        ("Elastic Load Balancing v2", "DescribeTags", "elasticloadbalancing:DescribeTags"),
        ("IoT Data Plane", "Publish", "iot:Publish"),
        ("API Gateway", "GetRestApis", "apigateway:GET"),
        ("API Gateway", "CreateRestApi", "apigateway:POST"),
        ("API Gateway", "UpdateRestApi", "apigateway:PATCH"),
        ("ApiGatewayManagementApi", "PostToConnection", "execute-api:ManageConnections"),
        ("Resource Groups Tagging API", "GetResources", "tag:GetResources"),
        ("MemoryDB", "DescribeACLs", "memorydb:DescribeAcls"),
        ("S3", "CreateSession", "s3express:CreateSession"),
        ("S3 Control", "PutBucketPolicy", "s3-outposts:PutBucketPolicy"),
        ("Bedrock Runtime", "Converse", "bedrock:InvokeModel"),
        // As its API's version has it, in what Go sends.
        ("CloudFront", "GetDistribution2020_05_31", "cloudfront:GetDistribution"),
        ("CloudFront", "GetDistribution2014_11_06", "cloudfront:GetDistribution"),
    ])
    func `prefixes and names that are not the operation's are known`(
        service: String, api: String, action: String
    ) {
        #expect(names(needs(service, api)?.actions) == [action])
        #expect(needs(service, api)?.dependsOnRequest == false)
    }

    @Test(arguments: [
        ("STS", "GetCallerIdentity"), ("STS", "GetSessionToken"),
        ("STS", "AssumeRoleWithWebIdentity"), ("Cognito Identity", "GetId"),
        ("Cognito Identity Provider", "InitiateAuth"), ("SSO", "GetRoleCredentials"),
        ("ConnectParticipant", "SendMessage"),
    ])
    func `some operations need no permission`(service: String, api: String) {
        #expect(needs(service, api)?.actions == [])
    }

    @Test(arguments: [
        ("S3", "GetSomething"), ("S3", "getobject"), ("S3", ""), ("", "GetObject"),
        ("CSM Test", "TestOperation"), ("S3", "GetObject=s3:*"), ("S3", "GetObject?"),
        ("S3", "s3"), ("CloudFront", "2020_05_31"), ("S3", "2020_05_31"),
        ("s3 S3", "GetObject"), ("\u{1B}[31m", "\u{0}"), ("日本語", "GetObject"),
    ])
    func `what is not known is not guessed`(service: String, api: String) {
        #expect(needs(service, api) == nil)
    }

    @Test func `what only some requests need is told apart`() throws {
        let create = try #require(needs("Lambda", "CreateFunction"))
        #expect(names(create.actions) == ["lambda:CreateFunction"])
        #expect(names(create.someRequests)?.contains("iam:PassRole") == true)
        let get = try #require(needs("S3", "GetObject"))
        #expect(names(get.someRequests) == ["s3:GetObjectVersion", "s3:ListBucket"])
        // One that goes over several lines of the table.
        let cluster = try #require(needs("RDS", "CreateDBCluster"))
        #expect(names(cluster.someRequests)?.contains("kms:Decrypt") == true)
        #expect(names(cluster.someRequests)?.contains("rds:CreateDBInstance") == true)
    }

    @Test func `the ids of statements differ and have letters and digits only`() throws {
        var prefixes: Set<String> = []
        for id in IAMActions.services {
            let service = try #require(IAMActions.service(id))
            #expect(service.id == id)
            for operation in service.operations {
                prefixes.formUnion(service.needs(of: operation)?.actions.map(\.prefix) ?? [])
            }
        }
        #expect(prefixes.count > 300)
        let ids = prefixes.map(PolicyDraft.statementID)
        #expect(Set(ids).count == prefixes.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9]+/) != nil })
        #expect(PolicyDraft.statementID("s3-outposts") == "S3Outposts")
    }
}
