import CSMTestSupport
import Foundation
import Testing

/// `csm-record policy`, the built program on captures of real SDKs and on made-up events.
struct PolicyTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private func file(_ events: [String]) throws -> String {
        let path = recorded.folder.path("events.jsonl")
        try events.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func call(_ service: String, _ api: String, _ more: String = "") -> String {
        #"{"Version":1,"Type":"ApiCall","Service":"\#(service)","Api":"\#(api)","#
            + #""Timestamp":1795427367000,"Latency":4,"AttemptCount":1\#(more)}"#
    }

    private func actions(_ policy: String) throws -> [String] {
        try JSON(policy)["Statement"].array.flatMap { $0["Action"].array.compactMap(\.string) }
    }

    @Test func `the policy of a real boto3 program is what it calls`() throws {
        try recorded.record("boto3")
        let made = try recorded("policy", "--format", "json")
        #expect(made.status == 0)
        let policy = try JSON(made.output)
        #expect(policy.keys == ["Version", "Statement"])
        #expect(policy["Version"].string == "2012-10-17")
        for statement in policy["Statement"].array {
            #expect(statement.keys == ["Sid", "Effect", "Action", "Resource"])
            #expect(statement["Effect"].string == "Allow")
            #expect(statement["Resource"].string == "*")
        }
        let allowed = try actions(made.output)
        #expect(
            allowed == [
                "cognito-idp:ListUserPools", "dynamodb:CreateTable", "dynamodb:DescribeTable",
                "dynamodb:GetItem", "dynamodb:ListTables", "dynamodb:PutItem", "dynamodb:Query",
                "elasticloadbalancing:DescribeLoadBalancers", "firehose:ListDeliveryStreams",
                "logs:DescribeLogGroups", "s3:CreateBucket", "s3:GetObject",
                "s3:ListAllMyBuckets", "s3:ListBucket", "s3:PutObject", "sqs:CreateQueue",
                "sqs:GetQueueUrl", "sqs:SendMessage", "ssm:GetParameter",
                "states:ListStateMachines", "translate:TranslateText",
            ])
        #expect(made.errors.contains("No permission is needed for STS.GetCallerIdentity."))
    }

    @Test(arguments: Fixtures.captureNames)
    func `IAM takes the policy of every capture`(capture: String) throws {
        try recorded.run(
            "python3", Recorded.sendCapture, arguments: [Fixtures.capturePath(capture)])
        let made = try recorded("policy", "--format", "json")
        guard made.status == 0 else {
            // Calls of botocore's own tests, to a service that there is not.
            #expect(made.status == 98)
            #expect(capture == "botocore-cases", "\(made.errors)")
            #expect(made.errors.contains("No IAM action is known for CSM Test.TestOperation"))
            #expect(made.output == "")
            return
        }
        let oracle = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/create_policy.py")
        let created = try Program.run(
            Program.python, [oracle.path], input: Data(made.output.utf8))
        #expect(created.status == 0, "\(created.errors)")
        #expect(try JSON(created.output).text == JSON(made.output)["Statement"].text)
    }

    @Test(arguments: Fixtures.captureNames)
    func `every operation that stats counts has a row`(capture: String) throws {
        try recorded.run(
            "python3", Recorded.sendCapture, arguments: [Fixtures.capturePath(capture)])
        let rows = try recorded("policy", "--format", "jsonl").output.split(separator: "\n")
            .map { try JSON(String($0)) }
        let counted = try recorded.stats("--sort", "name")["operations"].array
        func names(_ operations: [JSON]) -> [String] {
            operations.map { ($0["service"].string ?? "") + "." + ($0["api"].string ?? "") }
                .sorted()
        }
        let (found, expected) = (names(rows), names(counted))
        #expect(found == expected)
        for operation in counted {
            let row = rows.first {
                $0["service"].string == operation["service"].string
                    && $0["api"].string == operation["api"].string
            }
            #expect(row?["calls"].int == operation["calls"].int)
            #expect(row?["needs"].string != nil)
        }
    }

    @Test func `refused calls are marked, and say why`() throws {
        let refused =
            #","FinalHttpStatusCode":403,"FinalAwsException":"AccessDenied","#
            + #""FinalAwsExceptionMessage":"User: arn:aws:iam::123456789012:user/me is not "#
            + #"authorized to perform: s3:ListBucket""#
        let path = try file([
            call("S3", "ListObjectsV2", refused), call("S3", "ListObjectsV2", refused),
            call("S3", "ListObjectsV2"), call("S3", "GetObject"),
            call(
                "S3", "PutObject",
                #","FinalHttpStatusCode":403,"FinalAwsException":"ExpiredToken""#),
        ])
        let text = try recorded("policy", path).output
        let lines = text.split(separator: "\n").map(String.init)
        let marked = lines.filter { $0.contains("✗ s3:") }
        #expect(marked.count == 1)
        #expect(marked.first?.contains("s3:ListBucket") == true)
        #expect(text.contains("✗ Refused: S3.ListObjectsV2, 2 of 3 calls, AccessDenied: User:"))
        let json = try recorded("policy", path, "--format", "json")
        #expect(
            try actions(json.output) == ["s3:GetObject", "s3:ListBucket", "s3:PutObject"])
        #expect(json.errors.contains("csm-record: Refused: S3.ListObjectsV2, 2 of 3 calls"))
        #expect(!json.errors.contains("PutObject, "))
    }

    @Test func `a refused HEAD request of a real SDK is marked`() throws {
        try recorded.record("boto3")
        let text = try recorded("policy", "--only", "S3.GetObject").output
        #expect(text.contains("Refused: S3.GetObject, 1 of"))
        #expect(text.contains(", 403"))
    }

    @Test func `what is not known is named, and no action made of it`() throws {
        let path = try file([
            call("S3", "GetObject"), call("S3", "GetEverything"), call("Nowhere", "GetObject"),
        ])
        let made = try recorded("policy", path, "--format", "json")
        #expect(try actions(made.output) == ["s3:GetObject"])
        #expect(
            made.errors.contains(
                "No IAM action is known for Nowhere.GetObject (1 call), S3.GetEverything (1 call)"))
    }

    @Test func `without anything to allow there is no policy, and no success`() throws {
        let none = try recorded("policy", try file([#"{"Type":"Other"}"#]), "--format", "json")
        #expect(none.status == 98)
        #expect(none.output == "")
        #expect(none.errors.contains("no call was recorded"))
        let path = try file([call("STS", "GetCallerIdentity")])
        let free = try recorded("policy", path, "--format", "json")
        #expect(free.status == 98)
        #expect(free.output == "")
        #expect(free.errors.contains("No permission is needed for STS.GetCallerIdentity."))
        #expect(try recorded("policy", path).status == 0)
        let missed = try recorded("policy", path, "--only", "S3.*")
        #expect(missed.status == 98)
        #expect(missed.errors.contains("no recorded call was selected"))
        #expect(try recorded("policy", "nowhere").status == 66)
    }

    @Test func `sessions, marks and operations are selected as elsewhere`() throws {
        func mark(_ phase: String) -> String {
            #"{"Version":1,"Type":"CsmRecordMark","Mark":"a test","Phase":"\#(phase)"}"#
        }
        func call(_ api: String, at start: Int) -> String {
            #"{"Type":"ApiCall","Service":"S3","Api":"\#(api)","Timestamp":\#(start),"Latency":1}"#
        }
        let start = 1_795_427_367_000
        let events = recorded.folder.path("marked.jsonl")
        try [
            call("PutObject", at: start), mark("begin"), call("GetObject", at: start + 100),
            mark("end"), call("ListObjectsV2", at: start + 200),
        ].joined(separator: "\n").write(toFile: events, atomically: true, encoding: .utf8)
        func made(_ options: String...) throws -> [String] {
            try actions(recorded(["policy", events, "--format", "json"] + options).output)
        }
        #expect(try made() == ["s3:GetObject", "s3:ListBucket", "s3:PutObject"])
        #expect(try made("--not", "S3.Put*") == ["s3:GetObject", "s3:ListBucket"])
        #expect(try made("--until", "50ms") == ["s3:PutObject"])
        #expect(try made("--from", "150ms") == ["s3:ListBucket"])
        let unknown = try recorded("policy", events, "--mark", "another")
        #expect(unknown.status == 66)
        #expect(unknown.errors.contains("cannot find mark another"))

        for api in ["S3.GetObject", "SQS.SendMessage"] {
            try recorded.run(
                "python3", Recorded.sendCalls, options: ["--name", "set"],
                arguments: ["\(api)=1x1"])
        }
        let both = try recorded("policy", "set@2", "--format", "json").output
        #expect(try actions(both) == ["s3:GetObject", "sqs:SendMessage"])
        let baseline = recorded.folder.path("baseline.json")
        #expect(try recorded("export", "--format", "baseline", "-o", baseline).status == 0)
        let figures = try recorded("policy", baseline, "--format", "json").output
        #expect(try actions(figures) == ["sqs:SendMessage"])
        #expect(try recorded("policy", baseline, "--mark", "x").status != 0)
    }

    @Test func `resources that spans name are a help, and no part of the policy`() throws {
        let path = try file([
            call("DynamoDB", "GetItem", #","Resource":"orders","Otel":{"SpanId":"01"}"#),
            call("DynamoDB", "Query", #","Resource":"carts","Otel":{"SpanId":"02"}"#),
        ])
        let text = try recorded("policy", path, environment: ["COLUMNS": "200"]).output
        #expect(text.contains("spans name these: DynamoDB carts, orders"))
        let json = try recorded("policy", path, "--format", "json").output
        #expect(!json.contains("orders"))
        #expect(
            try actions(
                recorded("policy", path, "--only-resource", "carts", "--format", "json")
                    .output) == ["dynamodb:Query"])
    }

    @Test(arguments: ["text", "json", "jsonl", "csv", "markdown"])
    func `hostile names reach no terminal and no policy`(format: String) throws {
        let evil = #"\u001b[31m\u202e\u0007::error::<b>"#
        let path = try file([
            call("S3", "GetObject"), call(evil, evil),
            call(
                "S3\",\"Action\":\"*".replacing("\"", with: "\\\""), "GetObject",
                #","FinalHttpStatusCode":403,"FinalAwsException":"AccessDenied","#
                    + #""FinalAwsExceptionMessage":"\#(evil)","Resource":"\#(evil)","#
                    + #""Otel":{"SpanId":"01"}"#),
        ])
        let made = try recorded("policy", path, "--format", format)
        #expect(made.status == 0, "\(made.errors)")
        for scalar in (made.output + made.errors).unicodeScalars where scalar != "\n" {
            #expect(
                ![.control, .format].contains(scalar.properties.generalCategory), "\(scalar.value)")
        }
        if format == "json" { #expect(try actions(made.output) == ["s3:GetObject"]) }
    }

    @Test func `a file gets the policy, and stderr what it cannot hold`() throws {
        let path = try file([call("S3", "GetObject"), call("STS", "GetCallerIdentity")])
        let output = recorded.folder.path("policy.json")
        let made = try recorded("policy", path, "--format", "json", "-o", output)
        #expect(made.output == "")
        #expect(made.errors.contains("No permission is needed"))
        #expect(made.errors.contains("0 of 2 attempts seen. Counts are a lower bound."))
        #expect(try recorded("policy", "-q", path, "--format", "json").errors == "")
        #expect(try actions(String(contentsOfFile: output, encoding: .utf8)) == ["s3:GetObject"])
    }
}
