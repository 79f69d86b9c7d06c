import OTLP

/// How a span tells that it failed.
struct SpanFailure {
    /// The service's code, or the name of what failed before its answer.
    var code: String
    var message: String
    /// Whether the service said so.
    var isService: Bool
    /// How many attempts the message counts, where it does.
    var attempts: Int64?
    /// Whether the message says that no further attempt was allowed.
    var saysRetriesEnded = false

    init?(_ span: Span, status: Int64?) {
        guard span.exception != nil || span.statusCode == Span.error else { return nil }
        let exception = span.exception ?? Attributes()
        let type = exception.string(.exceptionType) ?? span.attributes.string(.errorType)
        let text =
            exception.string(.exceptionMessage)
            ?? String(decoding: span.statusMessage, as: UTF8.self)
        if let botocore = BotocoreMessage(text) {
            code = botocore.code
            message = botocore.message
            saysRetriesEnded = botocore.saysRetriesEnded
            isService = true
        } else if let go = GoMessage(text) {
            code = go.code ?? type.map(Self.lastPart) ?? "Error"
            message = text
            isService = go.code != nil
            attempts = go.attempts
            saysRetriesEnded = go.attempts != nil
        } else {
            code = type.map(Self.lastPart) ?? "Error"
            message = text
            isService = status ?? 0 >= 400 || type?.contains("::Errors::") == true
            attempts = JavaMessage.attempts(text)
        }
        // Of Node's errors that the system made, the exception's type is their code; the attribute
        // `error.type` may be nothing but the status.
        if isService, span.exception == nil, let status, code == String(status) { return nil }
    }

    /// Of `a.b.Code`, `A::B::Code`, `com.x#Code` and `Outer$Code`.
    private static func lastPart(_ type: String) -> String {
        type.split { ".:#$".contains($0) }.last.map(String.init) ?? type
    }
}
