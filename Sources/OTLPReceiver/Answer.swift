import NIOHTTP1
import OTLP

/// What a request is answered with.
struct Answer: Equatable {
    var status: HTTPResponseStatus
    var contentType: String?
    var body: [UInt8] = []

    /// An empty `ExportTraceServiceResponse`: all was taken.
    static func taken(_ format: TraceDecoder.Format) -> Answer {
        switch format {
        case .protobuf: Answer(status: .ok, contentType: "application/x-protobuf")
        case .json: Answer(status: .ok, contentType: "application/json", body: Array("{}".utf8))
        }
    }

    /// A refusal that no exporter tries again: those are 429, 502, 503 and 504.
    static func refused(_ status: HTTPResponseStatus, because reason: String? = nil) -> Answer {
        let text = reason ?? status.reasonPhrase
        return Answer(
            status: status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8))
    }
}
