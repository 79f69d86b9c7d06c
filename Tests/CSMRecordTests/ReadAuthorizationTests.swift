import CSMTestSupport
import Foundation
import Testing

/// The printed template's read policy: enough to ask Athena, and good for nothing else.
///
/// moto looks at actions, and with S3 also at the bucket and the key. MiniStack looks also at the
/// workgroup in which a query is started and at the database of a table. Neither knows what Athena
/// itself reads and writes with the reader's rights: that is from AWS's documentation.
struct ReadAuthorizationTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private static let athena: Set<String> = [
        "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution",
        "athena:StopQueryExecution",
    ]
    private static let glue: Set<String> = [
        "glue:GetDatabase", "glue:GetPartitions", "glue:GetTable",
    ]
    private static let s3: Set<String> = [
        "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
        "s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts", "s3:PutObject",
    ]

    private func oracle(_ script: String, _ arguments: String...) throws -> JSON {
        let path = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/\(script)").path
        let result = try Program.run(Program.python, [path] + arguments)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        return try JSON(result.output)
    }

    private func template(_ format: String) throws -> String {
        let path = recorded.folder.path("\(format).yaml")
        #expect(try recorded("backend", "template", "--store-as", format, "-o", path).status == 0)
        return path
    }

    /// `lint` refuses wildcards and what is not the stack's own.
    @Test(arguments: ["json", "parquet"])
    func `each policy names its actions, and what of the stack they are for`(
        format: String
    ) throws {
        let found = try oracle("backend_check.py", "lint", template(format))["policies"]
        #expect(found.keys == ["PushPolicy", "ReadPolicy"])
        var allowed: [String: Set<String>] = [:]
        for statement in found["ReadPolicy"].array {
            for resource in statement["resources"].array.compactMap(\.string) {
                allowed[resource, default: []]
                    .formUnion(statement["actions"].array.compactMap(\.string))
            }
        }
        let arn = { (service: String) in
            "arn:${AWS::Partition}:\(service):${AWS::Region}:${AWS::AccountId}:"
        }
        let expected: [String: Set<String>] = [
            arn("athena") + "workgroup/${WorkGroup}": Self.athena,
            arn("glue") + "catalog": Self.glue,
            arn("glue") + "database/${Database}": Self.glue,
            arn("glue") + "table/${Database}/${Table}": Self.glue,
            "${Bucket.Arn}": [
                "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
            ],
            "${Bucket.Arn}/events/*": ["s3:GetObject"],
            "${Bucket.Arn}/results/*": [
                "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
        ]
        #expect(allowed == expected)
    }

    @Test func `who may read can ask, and do nothing else, and needs each action`() throws {
        let moto = try MotoServer()
        let tried = try oracle("moto_athena.py", moto.endpoint, template("json"))
        let reader = tried["reader"]
        let asking = Self.athena.union(Self.glue).union([
            "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
            "s3:ListBucketMultipartUploads", "s3:PutObject", "upload",
        ])
        for call in asking { #expect(reader[call].isNull, "\(call): \(reader[call].text)") }
        let refused = reader.keys.subtracting(asking)
        #expect(
            refused.isSuperset(of: [
                "PutRecordBatch", "CreateWorkGroup", "DeleteWorkGroup", "ListWorkGroups",
                "DeleteTable", "DeleteObject", "PutObject of an event", "PutObject elsewhere",
            ]))
        for call in refused { #expect(reader[call].string == "AccessDenied", "\(call)") }

        let without = tried["without"]
        #expect(without.keys == Self.athena.union(Self.glue).union(Self.s3))
        for action in without.keys {
            #expect(without[action].string == "AccessDenied", "\(action)")
        }
    }

    @Test func `who may read can ask in this workgroup, and in no other`() throws {
        let stack = try MiniStack(
            template: recorded("backend", "template", "--store-as", "parquet").output)
        let tried = try stack.reader()
        let asking: Set<String> = [
            "query", "follow", "stop", "table", "list", "read an event", "write a result",
            "read a result",
        ]
        for call in asking { #expect(tried[call].isNull, "\(call): \(tried[call].text)") }
        let refused = tried.keys.subtracting(asking)
        #expect(
            refused.isSuperset(of: [
                "query elsewhere", "query in primary", "another database", "list elsewhere",
                "read elsewhere", "write elsewhere", "write an event", "delete the table", "push",
            ]))
        for call in refused {
            #expect(tried[call].string?.hasPrefix("AccessDenied") == true, "\(call)")
        }
    }
}
