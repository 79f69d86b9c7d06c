import CSMEvents
import CSMTestSupport
import OTLP
import SpanEvents
import Testing

/// What the spans of each instrumentation become, as far as no capture shows it.
struct InstrumentationTests {
    private func events(_ spans: MadeUpSpan...) throws -> (call: SpanEvent, attempts: [SpanEvent]) {
        var both: [Converted] = []
        for format in ConverterTests.formats {
            var converted = Converted()
            try converted.receive(MadeUpSpan.body(spans, format), format)
            converted.finish()
            both.append(converted)
        }
        #expect(both[0].events == both[1].events)
        return (try #require(try both[0].calls.first), try both[0].attempts)
    }

    @Test func `Ruby's own spans of requests are attempts, numbers as texts and all`() throws {
        func handler(_ id: UInt64, _ status: String, after: UInt64) -> MadeUpSpan {
            var span = MadeUpSpan.request(id, of: 1, status: nil, after: after)
            span.kind = 1
            span.name = "Handler.NetHttp"
            span.attributes = [
                ("http.status_code", .text(status)),
                ("net.peer.name", .text("dynamodb.amazonaws.com")),
                ("net.peer.port", .text("443")),
            ]
            return span
        }
        var call = MadeUpSpan.call(1, "DynamoDB", "PutItem", [("aws.region", .text("eu-west-1"))])
            .failed("Aws::DynamoDB::Errors::ThrottlingException", "Rate exceeded")
        call.scope = "aws.dynamodb.client"
        let (event, attempts) = try events(
            handler(2, "500", after: 1), handler(3, "400", after: 5), call)
        #expect(event.attemptCount == 2)
        #expect(event.status == 400)
        #expect(event.json["FinalAwsException"].string == "ThrottlingException")
        #expect(event.json["Region"].string == "eu-west-1")
        #expect(attempts.map(\.status) == [500, 400])
        #expect(attempts.map(\.exception) == [nil, "ThrottlingException"])
        #expect(attempts.map { $0.json["Fqdn"].string }.first == "dynamodb.amazonaws.com")
        // Retries ended with what is tried again.
        #expect(event.json["MaxRetriesExceeded"].int == 1)
    }

    @Test func `Ruby's other internal spans are none`() throws {
        var other = MadeUpSpan.request(2, of: 1)
        other.kind = 1
        other.name = "Handler.Sign"
        #expect(try events(other, .call(1)).attempts.isEmpty)
    }

    @Test func `JavaScript's calls whose HTTP spans are suppressed have one attempt`() throws {
        var call = MadeUpSpan.call(
            1, "BedrockRuntime", "Converse",
            [
                ("http.response.status_code", .integer(200)), ("aws.request.id", .text("ID")),
                ("cloud.region", .text("us-west-2")),
            ])
        call.scope = "@opentelemetry/instrumentation-aws-sdk"
        let event = try events(call).call
        #expect(event.attemptCount == 1)
        #expect(event.operation == "Bedrock Runtime.Converse")
        #expect(event.json["Region"].string == "us-west-2")
        #expect(!event.decoded.isError)
    }

    @Test(arguments: [
        ("Error", "no credentials here", 0), ("CredentialsProviderError", "Could not load", 0),
        ("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:9", 1),
        ("ERR_HTTP2_ERROR", "Protocol error", 1),
        ("TimeoutError", "socket hang up", 1), ("ENOTFOUND", "getaddrinfo ENOTFOUND s3", 1),
    ])
    func `an error of JavaScript's tells whether its call left`(
        type: String, message: String, attempts: Int
    ) throws {
        var call = MadeUpSpan.call(1).failed(type, message)
        call.scope = "@opentelemetry/instrumentation-aws-sdk"
        let event = try events(call).call
        #expect(event.attemptCount == attempts)
        #expect(event.json["FinalSdkException"].string == type)
        #expect(event.json["FinalSdkExceptionMessage"].string == message)
        #expect(event.decoded.isError)
    }

    @Test(arguments: [
        ("ParamValidationError", 0), ("NoCredentialsError", 0), ("PartialCredentialsError", 0),
        ("TokenRetrievalError", 0), ("ConnectTimeoutError", 1), ("ReadTimeoutError", 1),
        ("EndpointConnectionError", 1), ("SSLError", 1), ("ConnectionClosedError", 1),
    ])
    func `an error of botocore's tells whether its call left`(name: String, attempts: Int) throws {
        var call = MadeUpSpan.call(1).failed("botocore.exceptions.\(name)", "It failed.")
        call.scope = "opentelemetry.instrumentation.botocore"
        let event = try events(call).call
        #expect(event.attemptCount == attempts)
        #expect(event.json["FinalSdkException"].string == name)
        #expect(event.decoded.isError)
    }

    @Test func `botocore's code is the one in brackets, and its message is the service's`() throws {
        let call = MadeUpSpan.call(
            1, "DynamoDB", "PutItem",
            [("http.status_code", .integer(400)), ("retry_attempts", .integer(4))]
        ).failed(
            "botocore.errorfactory.ProvisionedThroughputExceededException",
            "An error occurred (ProvisionedThroughputExceededException) when calling the PutItem "
                + "operation (reached max retries: 4): Rate exceeded")
        let event = try events(call).call
        #expect(event.attemptCount == 5)
        #expect(event.json["FinalAwsException"].string == "ProvisionedThroughputExceededException")
        #expect(event.json["FinalAwsExceptionMessage"].string == "Rate exceeded")
        #expect(event.json["MaxRetriesExceeded"].int == 1)
    }

    @Test(arguments: [
        (
            "https response error StatusCode: 404, RequestID: A, HostID: B, NoSuchKey: no such key",
            "NoSuchKey"
        ),
        (
            "https response error StatusCode: 403, RequestID: A, api error AccessDenied: denied",
            "AccessDenied"
        ),
    ])
    func `Go's code stands in its message`(reason: String, code: String) throws {
        var call = MadeUpSpan.call(
            1, "S3", "GetObject", [("http.response.status_code", .integer(404))])
        call.status = 2
        call.statusMessage = "operation error S3: GetObject, \(reason)"
        call.scope =
            "go.opentelemetry.io/contrib/instrumentation/github.com/aws/aws-sdk-go-v2/otelaws"
        let event = try events(call).call
        #expect(event.json["FinalAwsException"].string == code)
        #expect(event.attemptCount == 1)
    }

    @Test func `Java's exception is named by its class`() throws {
        let call = MadeUpSpan.call(
            1, "S3", "GetObject",
            [("http.response.status_code", .integer(404)), ("aws.request_id", .text("ID"))]
        ).failed(
            "software.amazon.awssdk.services.s3.model.NoSuchKeyException",
            "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: ID) "
                + "(SDK Attempt Count: 1)")
        let event = try events(call).call
        #expect(event.json["FinalAwsException"].string == "NoSuchKeyException")
        #expect(event.status == 404)
    }

    @Test func `newer conventions name the method in full`() throws {
        let span = MadeUpSpan(
            id: 1,
            attributes: [
                ("rpc.system.name", .text("AWS-API")), ("rpc.method", .text("DynamoDB/GetItem")),
                ("http.response.status_code", .integer(200)),
            ])
        #expect(try events(span).call.operation == "DynamoDB.GetItem")
    }

    @Test(arguments: [
        ("CloudWatchLogs", "CloudWatch Logs"), ("cloudwatch logs", "CloudWatch Logs"),
        ("ApiGatewayV2", "ApiGatewayV2"), ("SFN", "SFN"), ("Nobody Knows", "Nobody Knows"),
    ])
    func `services are named as CSM names them`(name: String, id: String) throws {
        #expect(try events(.call(1, name)).call.json["Service"].string == id)
    }

    @Test(arguments: [
        ("aws.dynamodb.table_names", "orders", "orders"),
        ("aws.s3.bucket", "photos", "photos"),
        ("aws.queue_url", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs", "jobs"),
        ("aws.sqs.queue.url", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs", "jobs"),
        ("messaging.destination.name", "arn:aws:sns:eu-west-1:123456789012:news", "news"),
        ("aws.sns.topic.arn", "arn:aws:sns:eu-west-1:123456789012:news", "news"),
        ("aws.kinesis.stream_name", "clicks", "clicks"),
    ])
    func `a resource has its own name`(attribute: String, value: String, name: String) throws {
        let isTable = attribute == "aws.dynamodb.table_names"
        let event = try events(
            .call(1, "X", "Y", [(attribute, isTable ? .texts([value]) : .text(value))])
        ).call
        #expect(event.json["Resource"].string == name)
    }

    @Test func `no message, no resource and no region is said where none came`() throws {
        let json = try events(.call(1)).call.json
        #expect(json.keys.isDisjoint(with: ["Resource", "Region", "FinalHttpStatusCode"]))
        #expect(json.keys.allSatisfy { !$0.contains("Exception") })
        #expect(json["MaxRetriesExceeded"].int == 0)
    }

    @Test(arguments: [
        ("py-small-deflate", "Botocore "), ("js-json", "aws-sdk-js"),
        ("ruby-sdk3", "aws-sdk-ruby3 "),
    ])
    func `the SDK's name begins the user agent`(capture: String, token: String) throws {
        for call in try TraceCapture(capture).converted().calls {
            #expect(call.json["UserAgent"].string?.hasPrefix(token) == true)
        }
    }
}
