import CSMEvents
public import OTLP

/// The attributes that make an event, in the names of old and new conventions.
///
/// Names of one meaning stand together, the preferred one first.
public enum AttributeName: Int, CaseIterable, Sendable {
    case rpcSystem, rpcSystemName
    case rpcService, rpcMethod
    case cloudRegion, awsRegion
    case responseStatus, statusCode
    case retryAttempts
    case requestID, requestIDOfJS
    case serverAddress, peerName
    case userAgent, userAgentOld
    case requestMethod, requestMethodOld, fullURL, url
    case exceptionType, errorType
    case exceptionMessage
    case sdkLanguage
    case tableNames, tableName, bucket, bucketName, queueName, stream, streamName
    case queueURL, queueURLOld, queueURLOfJava
    case topic, topicOfJava, destinationName, destination
    case serverPort

    private var text: String {
        switch self {
        case .rpcSystem: "rpc.system"
        case .rpcSystemName: "rpc.system.name"
        case .rpcService: "rpc.service"
        case .rpcMethod: "rpc.method"
        case .cloudRegion: "cloud.region"
        case .awsRegion: "aws.region"
        case .responseStatus: "http.response.status_code"
        case .statusCode: "http.status_code"
        case .retryAttempts: "retry_attempts"
        case .requestID: "aws.request_id"
        case .requestIDOfJS: "aws.request.id"
        case .serverAddress: "server.address"
        case .peerName: "net.peer.name"
        case .userAgent: "user_agent.original"
        case .userAgentOld: "http.user_agent"
        case .requestMethod: "http.request.method"
        case .requestMethodOld: "http.method"
        case .fullURL: "url.full"
        case .url: "http.url"
        case .exceptionType: "exception.type"
        case .errorType: "error.type"
        case .exceptionMessage: "exception.message"
        case .sdkLanguage: "telemetry.sdk.language"
        case .tableNames: "aws.dynamodb.table_names"
        case .tableName: "aws.table.name"
        case .bucket: "aws.s3.bucket"
        case .bucketName: "aws.bucket.name"
        case .queueName: "aws.queue.name"
        case .stream: "aws.kinesis.stream_name"
        case .streamName: "aws.stream.name"
        case .queueURL: "aws.sqs.queue.url"
        case .queueURLOld: "aws.queue_url"
        case .queueURLOfJava: "aws.queue.url"
        case .topic: "aws.sns.topic.arn"
        case .topicOfJava: "aws.topic.arn"
        case .destinationName: "messaging.destination.name"
        case .destination: "messaging.destination"
        case .serverPort: "server.port"
        }
    }

    /// These, and behind them those of exported spans.
    public static let names = AttributeNames(
        allCases.map(\.text) + RecordedAttribute.allCases.map(\.rawValue))
}

extension RecordedAttribute {
    private static let places = Dictionary(
        uniqueKeysWithValues: zip(allCases, AttributeName.allCases.count...))

    /// Its place among `AttributeName.names`.
    fileprivate var place: Int {
        // All of them have one.
        Self.places[self] ?? .max
    }
}

extension Attributes {
    func text(_ name: AttributeName) -> ArraySlice<UInt8>? { text(name.rawValue) }

    /// The first of these names and those between them that is there and not empty.
    func text(_ first: AttributeName, to last: AttributeName) -> ArraySlice<UInt8>? {
        firstText(in: first.rawValue...last.rawValue)?.text
    }

    func integer(_ name: AttributeName, or other: AttributeName? = nil) -> Int64? {
        integer(name.rawValue) ?? other.flatMap { integer($0.rawValue) }
    }

    func string(_ name: AttributeName) -> String? {
        text(name).map { String(decoding: $0, as: UTF8.self) }
    }

    func text(_ name: RecordedAttribute) -> ArraySlice<UInt8>? { text(name.place) }

    func integer(_ name: RecordedAttribute) -> Int64? { integer(name.place) }
}
