import OTLP

/// How a span tells that it failed.
struct SpanFailure {
    /// The service's code, or the name of what failed before its answer.
    var code: String
    var message: String
    /// Whether the service said so.
    var isService: Bool

    init?(_ span: Span, status: Int64?) {
        let exception = span.exception ?? Attributes()
        let type = exception.text(.exceptionType) ?? span.attributes.text(.errorType)
        guard span.exception != nil || span.statusCode == Span.error else { return nil }
        message = exception.text(.exceptionMessage) ?? span.statusMessage
        if let code = Self.botocoreCode(message) ?? Self.goCode(message) {
            self.code = code
            isService = true
        } else {
            code = type.map(Self.lastPart) ?? "Error"
            isService = status ?? 0 >= 400 || type?.contains("::Errors::") == true
        }
        // `error.type` may be nothing but the status.
        if isService, let status, code == String(status), span.exception == nil { return nil }
    }

    /// The code in botocore's message, `An error occurred (CODE) when calling …`.
    private static func botocoreCode(_ message: String) -> String? {
        let start = "An error occurred ("
        guard message.hasPrefix(start), let end = message.firstIndex(of: ")") else { return nil }
        return String(message[..<end].dropFirst(start.count))
    }

    /// `operation error …, api error CODE: …`, or the code behind the request id.
    private static func goCode(_ message: String) -> String? {
        guard message.hasPrefix("operation error ") else { return nil }
        for part in message.components(behindEach: ", ") {
            let name = part.hasPrefix("api error ") ? part.dropFirst(10) : part
            guard let end = name.firstIndex(of: ":") else { continue }
            let code = name[..<end]
            guard !code.isEmpty, code.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." }),
                !["RequestID", "HostID"].contains(code)
            else { continue }
            return String(code)
        }
        return nil
    }

    /// Of `a.b.Code`, `A::B::Code` and `com.x#Code`.
    static func lastPart(_ type: String) -> String {
        type.split { ".:#$".contains($0) }.last.map(String.init) ?? type
    }

    /// Whether a request was sent, or at least a connection tried, as far as the name tells.
    var isTransport: Bool {
        let name = code.lowercased()
        // The names of Node's and of the system's own errors.
        if code.hasPrefix("E"), code.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) {
            return true
        }
        return ["timeout", "connect", "network", "socket", "http", "ssl", "closed", "read"]
            .contains { name.firstRange(of: $0) != nil }
    }
}

extension String {
    fileprivate func components(behindEach separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let found = rest.firstRange(of: separator) {
            rest = rest[found.upperBound...]
            parts.append(rest)
        }
        return parts
    }
}
