import OTLP

/// What stands for a user agent where no span has one: the SDK's product token, then what traced it.
struct UserAgents {
    private var last: (source: SpanSource, text: [UInt8])?

    mutating func userAgent(of call: Span) -> [UInt8] {
        if let last, last.source === call.source { return last.text }
        let text = Array(Self.text(of: call.source).utf8)
        last = (call.source, text)
        return text
    }

    private static func text(of source: SpanSource) -> String {
        let language = source.resource.string(.sdkLanguage) ?? ""
        let token: String? =
            switch language {
            case "python": "Botocore"
            case "nodejs": "aws-sdk-js"
            case "ruby": "aws-sdk-ruby3"
            case "go": "aws-sdk-go-v2"
            case "java": "aws-sdk-java"
            default: nil
            }
        let scope = String(decoding: source.scope, as: UTF8.self)
        let version = String(decoding: source.version, as: UTF8.self)
        let words = [
            token, "opentelemetry-" + (language.isEmpty ? "unknown" : language),
            scope + (version.isEmpty ? "" : "/" + version),
        ]
        return words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
