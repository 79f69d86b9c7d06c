import CSMEvents
import CSMTestSupport

/// An event that was made of a span: as Foundation reads it, and as csm-record does.
struct SpanEvent {
    let json: JSON
    let text: String
    let decoded: DecodedEvent

    init(_ bytes: [UInt8]) throws {
        text = String(decoding: bytes, as: UTF8.self)
        json = try JSON(text)
        var decoder = EventDecoder()
        decoded = bytes.withUnsafeBufferPointer { decoder.decode($0) }
    }

    /// Such as `S3.GetObject`.
    var operation: String { "\(json["Service"].string ?? "").\(json["Api"].string ?? "")" }
    var attemptCount: Int { json["AttemptCount"].int ?? -1 }
    /// What a call or an attempt failed with.
    var exception: String? {
        ["FinalAwsException", "FinalSdkException", "AwsException", "SdkException"].lazy
            .compactMap { json[$0].string }.first
    }
    var status: Int? { json["FinalHttpStatusCode"].int ?? json["HttpStatusCode"].int }
}
