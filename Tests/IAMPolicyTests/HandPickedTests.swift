import Testing

@testable import IAMPolicy

/// Fifty operations whose actions were looked up by hand: each action's description in the service
/// authorization reference is that of what the operation does.
struct HandPickedTests {
    /// A service, an operation, and the actions that it needs: all (`+`) or some of them (`|`).
    static let operations: [(service: String, api: String, needs: String)] = [
        // Retrieve objects; a HEAD request is a retrieval.
        ("S3", "GetObject", "s3:GetObject"),
        ("S3", "HeadObject", "s3:GetObject"),
        // List some or all of the objects in a bucket.
        ("S3", "ListObjectsV2", "s3:ListBucket"),
        // List all buckets owned by the authenticated sender.
        ("S3", "ListBuckets", "s3:ListAllMyBuckets"),
        // Add an object to a bucket: in parts, too.
        ("S3", "UploadPart", "s3:PutObject"),
        ("S3", "CompleteMultipartUpload", "s3:PutObject"),
        ("S3", "CopyObject", "s3:GetObject+s3:PutObject"),
        // List the parts that have been uploaded for a specific multipart upload.
        ("S3", "ListParts", "s3:ListMultipartUploadParts"),
        ("S3", "DeleteObjects", "s3:DeleteObject"),
        // Return the default encryption configuration of a bucket.
        ("S3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),

        ("DynamoDB", "GetItem", "dynamodb:GetItem"),
        // Put or delete multiple items in one or more tables.
        ("DynamoDB", "BatchWriteItem", "dynamodb:BatchWriteItem"),
        ("DynamoDB", "Query", "dynamodb:Query"),
        ("DynamoDB", "TransactGetItems", "dynamodb:GetItem"),
        (
            "DynamoDB", "TransactWriteItems",
            "dynamodb:ConditionCheckItem|dynamodb:DeleteItem|dynamodb:PutItem|dynamodb:UpdateItem"
        ),
        (
            "DynamoDB", "ExecuteStatement",
            "dynamodb:PartiQLDelete|dynamodb:PartiQLInsert|dynamodb:PartiQLSelect"
                + "|dynamodb:PartiQLUpdate"
        ),
        ("DynamoDB", "ListTagsOfResource", "dynamodb:ListTagsOfResource"),
        // Give a description of the Time to Live status on the specified table.
        ("DynamoDB", "DescribeTimeToLive", "dynamodb:DescribeTimeToLive"),
        ("DynamoDB", "UpdateTable", "dynamodb:UpdateTable"),
        ("DynamoDB", "CreateTable", "dynamodb:CreateTable"),

        // Deliver a message to the specified queue: a batch of them, too.
        ("SQS", "SendMessage", "sqs:SendMessage"),
        ("SQS", "SendMessageBatch", "sqs:SendMessage"),
        // Retrieve one or more messages.
        ("SQS", "ReceiveMessage", "sqs:ReceiveMessage"),
        ("SQS", "DeleteMessageBatch", "sqs:DeleteMessage"),
        ("SQS", "ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
        // Return the URL of an existing queue.
        ("SQS", "GetQueueUrl", "sqs:GetQueueUrl"),
        ("SQS", "GetQueueAttributes", "sqs:GetQueueAttributes"),
        ("SQS", "PurgeQueue", "sqs:PurgeQueue"),
        ("SQS", "ListQueues", "sqs:ListQueues"),
        ("SQS", "TagQueue", "sqs:TagQueue"),

        // Invoke an AWS Lambda function.
        ("Lambda", "Invoke", "lambda:InvokeFunction"),
        ("Lambda", "InvokeWithResponseStream", "lambda:InvokeFunction"),
        // View details about an AWS Lambda function.
        ("Lambda", "GetFunction", "lambda:GetFunction"),
        ("Lambda", "CreateFunction", "lambda:CreateFunction"),
        ("Lambda", "UpdateFunctionCode", "lambda:UpdateFunctionCode"),
        // "Note this action also supports GetLayerVersionByArn API".
        ("Lambda", "GetLayerVersion", "lambda:GetLayerVersion"),
        ("Lambda", "GetLayerVersionByArn", "lambda:GetLayerVersion"),
        ("Lambda", "ListFunctions", "lambda:ListFunctions"),
        // Create an AWS Lambda function version.
        ("Lambda", "PublishVersion", "lambda:PublishVersion"),
        ("Lambda", "ListTags", "lambda:ListTags"),

        // Launch one or more instances.
        ("EC2", "RunInstances", "ec2:RunInstances"),
        ("EC2", "DescribeInstances", "ec2:DescribeInstances"),
        // Shut down one or more instances.
        ("EC2", "TerminateInstances", "ec2:TerminateInstances"),
        ("EC2", "CreateTags", "ec2:CreateTags"),
        // Add one or more inbound rules to a VPC security group.
        ("EC2", "AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupIngress"),
        ("EC2", "AttachVolume", "ec2:AttachVolume"),
        ("EC2", "CreateVpc", "ec2:CreateVpc"),
        // Allocate an Elastic IP address to your account.
        ("EC2", "AllocateAddress", "ec2:AllocateAddress"),
        ("EC2", "GetConsoleOutput", "ec2:GetConsoleOutput"),
        ("EC2", "ModifyInstanceAttribute", "ec2:ModifyInstanceAttribute"),
    ]

    @Test(arguments: operations)
    func `an operation needs what the reference says`(
        service: String, api: String, needs: String
    ) throws {
        let found = try #require(IAMActions.service(service)?.needs(of: api))
        let separator = found.dependsOnRequest ? "|" : "+"
        #expect(found.actions.map(\.description).joined(separator: separator) == needs)
    }

    @Test func `there are ten of each service`() {
        let counts = Dictionary(grouping: Self.operations, by: \.service).mapValues(\.count)
        #expect(counts == ["S3": 10, "DynamoDB": 10, "SQS": 10, "Lambda": 10, "EC2": 10])
    }
}
