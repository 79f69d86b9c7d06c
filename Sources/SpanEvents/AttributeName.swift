import CSMEvents
public import OTLP

/// The attributes that make an event, in the names of old and new conventions.
public enum AttributeName: Int, CaseIterable, Sendable {
    case rpcSystem, rpcSystemName, rpcService, rpcMethod
    case cloudRegion, awsRegion
    case responseStatus, statusCode
    case retryAttempts, requestID, requestIDOfJS
    case serverAddress, peerName, userAgent, userAgentOld
    case exceptionType, exceptionMessage, errorType
    case sdkLanguage
    case tableNames, tableName, databaseNamespace
    case bucket, bucketName, topic, topicOfJava
    case queueURL, queueURLOld, queueURLOfJava, queueName
    case stream, streamName, destinationName, destination
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
        case .exceptionType: "exception.type"
        case .exceptionMessage: "exception.message"
        case .errorType: "error.type"
        case .sdkLanguage: "telemetry.sdk.language"
        case .tableNames: "aws.dynamodb.table_names"
        case .tableName: "aws.table.name"
        case .databaseNamespace: "db.namespace"
        case .bucket: "aws.s3.bucket"
        case .bucketName: "aws.bucket.name"
        case .topic: "aws.sns.topic.arn"
        case .topicOfJava: "aws.topic.arn"
        case .queueURL: "aws.sqs.queue.url"
        case .queueURLOld: "aws.queue_url"
        case .queueURLOfJava: "aws.queue.url"
        case .queueName: "aws.queue.name"
        case .stream: "aws.kinesis.stream_name"
        case .streamName: "aws.stream.name"
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
    /// The place of each among `AttributeName.names`.
    fileprivate static let places = Dictionary(
        uniqueKeysWithValues: zip(allCases, AttributeName.allCases.count...))
}

extension Attributes {
    subscript(name: AttributeName) -> AttributeValue? { self[name.rawValue] }

    subscript(name: RecordedAttribute) -> AttributeValue? {
        RecordedAttribute.places[name].flatMap { self[$0] }
    }

    /// The first of these that is there and not empty.
    func text(_ names: AttributeName...) -> String? {
        for name in names {
            if let text = self[name.rawValue]?.text, !text.isEmpty { return text }
        }
        return nil
    }

    func integer(_ names: AttributeName...) -> Int64? {
        for name in names {
            if let number = self[name.rawValue]?.integer { return number }
        }
        return nil
    }
}
