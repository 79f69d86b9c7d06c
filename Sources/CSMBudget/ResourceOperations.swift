/// The operations whose spans tell a table, a bucket, a queue, a topic or a stream, where the
/// instrumentation tells one at all.
///
/// A call of one that tells none may have been to any; others are to none of these. By the services
/// that OpenTelemetry's semantic conventions have attributes for ("aws.dynamodb.table_names",
/// "aws.s3.bucket", "aws.sqs.queue.url", "aws.sns.topic.arn", "aws.kinesis.stream_name").
enum ResourceOperations {
    private static let services: Set<String> = ["DynamoDB", "S3", "SQS", "SNS", "Kinesis"]

    /// What is about all of them, or about none.
    private static let others: Set<String> = [
        "ListTables", "DescribeLimits", "DescribeEndpoints", "ListBackups", "ListGlobalTables",
        "ListBuckets", "ListQueues", "ListTopics", "ListSubscriptions", "ListStreams",
        "ListPlatformApplications", "GetSMSAttributes", "SetSMSAttributes",
    ]

    static func contain(_ service: String, _ api: String) -> Bool {
        services.contains(service) && !others.contains(api)
    }
}
