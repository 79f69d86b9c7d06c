/// Decodes an `ExportTraceServiceRequest` in JSON.
///
/// Names are in camel case; those of the .proto files are taken as well, as protobuf's JSON mapping
/// asks for. Fields that are not read may hold anything.
struct JSONTraces {
    typealias Name = UnsafeBufferPointer<UInt8>

    let names: AttributeNames

    /// The names that protobuf's JSON mapping allows in place of numbers, in their order.
    private static let kinds = [
        "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT",
        "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER",
    ]
    private static let statusCodes = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"]

    func spans(_ request: UnsafeBufferPointer<UInt8>) throws(OTLPError) -> [Span] {
        var spans = SpanCollector()
        var reader = JSONReader(request)
        try reader.object { (reader, name) throws(OTLPError) in
            guard Self.matches(name, "resourceSpans", "resource_spans") else {
                return try reader.skip()
            }
            try reader.array { (reader) throws(OTLPError) in
                try appendResource(&reader, to: &spans)
            }
        }
        try reader.finish()
        return spans.spans
    }

    private static func matches(
        _ name: Name, _ camel: StaticString, _ original: StaticString? = nil
    ) -> Bool {
        func equals(_ text: StaticString) -> Bool {
            name.count == text.utf8CodeUnitCount
                && (0..<name.count).allSatisfy { name[$0] == text.utf8Start[$0] }
        }
        return equals(camel) || original.map(equals) ?? false
    }

    private func appendResource(
        _ reader: inout JSONReader, to spans: inout SpanCollector
    ) throws(OTLPError) {
        var resource = Attributes()
        try reader.object { (reader, name) throws(OTLPError) in
            if Self.matches(name, "resource") {
                try reader.object { (reader, name) throws(OTLPError) in
                    guard Self.matches(name, "attributes") else { return try reader.skip() }
                    try addAttributes(&reader, to: &resource)
                }
            } else if Self.matches(name, "scopeSpans", "scope_spans") {
                try reader.array { (reader) throws(OTLPError) in
                    try appendScope(&reader, to: &spans)
                }
            } else {
                try reader.skip()
            }
        }
        spans.endResource(resource)
    }

    private func appendScope(
        _ reader: inout JSONReader, to spans: inout SpanCollector
    ) throws(OTLPError) {
        let first = spans.spans.count
        var scope = SpanCollector.Scope()
        try reader.object { (reader, name) throws(OTLPError) in
            if Self.matches(name, "scope") {
                try reader.object { (reader, name) throws(OTLPError) in
                    if Self.matches(name, "name") {
                        scope.name = Array(try reader.text().utf8)
                    } else if Self.matches(name, "version") {
                        scope.version = Array(try reader.text().utf8)
                    } else {
                        try reader.skip()
                    }
                }
            } else if Self.matches(name, "spans") {
                try reader.array { (reader) throws(OTLPError) in
                    spans.append(try span(&reader))
                }
            } else {
                try reader.skip()
            }
        }
        spans.endScope(scope, since: first)
    }

    private func span(_ reader: inout JSONReader) throws(OTLPError) -> Span {
        var span = Span()
        try reader.object { (reader, name) throws(OTLPError) in
            if Self.matches(name, "traceId", "trace_id") {
                let words = try reader.id()
                if words.count == 2 { (span.id.traceHigh, span.id.traceLow) = (words[0], words[1]) }
            } else if Self.matches(name, "spanId", "span_id") {
                let words = try reader.id()
                if words.count == 1 { span.id.span = words[0] }
            } else if Self.matches(name, "parentSpanId", "parent_span_id") {
                let words = try reader.id()
                if words.count == 1 { span.parent = words[0] }
            } else if Self.matches(name, "name") {
                span.attributes.add(Span.nameIndex, text: try reader.text())
            } else if Self.matches(name, "kind") {
                span.kind = try reader.code(of: Self.kinds)
            } else if Self.matches(name, "startTimeUnixNano", "start_time_unix_nano") {
                span.start = try reader.unsigned()
            } else if Self.matches(name, "endTimeUnixNano", "end_time_unix_nano") {
                span.end = try reader.unsigned()
            } else if Self.matches(name, "attributes") {
                try addAttributes(&reader, to: &span.attributes)
            } else if Self.matches(name, "events") {
                try reader.array { (reader) throws(OTLPError) in
                    try readEvent(&reader, into: &span)
                }
            } else if Self.matches(name, "status") {
                try reader.object { (reader, name) throws(OTLPError) in
                    if Self.matches(name, "message") {
                        span.attributes.add(Span.statusMessageIndex, text: try reader.text())
                    } else if Self.matches(name, "code") {
                        span.statusCode = try reader.code(of: Self.statusCodes)
                    } else {
                        try reader.skip()
                    }
                }
            } else {
                try reader.skip()
            }
        }
        return span
    }

    private func readEvent(_ reader: inout JSONReader, into span: inout Span) throws(OTLPError) {
        var isException = false
        var attributes = Attributes()
        try reader.object { (reader, name) throws(OTLPError) in
            if Self.matches(name, "name") {
                isException = try reader.text() == "exception"
            } else if Self.matches(name, "attributes") {
                try addAttributes(&reader, to: &attributes)
            } else {
                try reader.skip()
            }
        }
        if isException { span.exception = attributes }
    }
}
