/// Decodes an `ExportTraceServiceRequest` in JSON.
///
/// Names are in camel case; those of the .proto files are taken as well, as protobuf's JSON mapping
/// asks for. Fields that are not read may hold anything.
struct JSONTraces {
    typealias Name = UnsafeBufferPointer<UInt8>

    let names: AttributeNames

    func spans(_ request: UnsafeBufferPointer<UInt8>) throws(OTLPError) -> [Span] {
        var spans: [Span] = []
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
        return spans
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
        _ reader: inout JSONReader, to spans: inout [Span]
    ) throws(OTLPError) {
        let first = spans.count
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
        for index in first..<spans.count { spans[index].resource = resource }
    }

    private func appendScope(
        _ reader: inout JSONReader, to spans: inout [Span]
    ) throws(OTLPError) {
        let first = spans.count
        var scope = Span.Scope()
        try reader.object { (reader, name) throws(OTLPError) in
            if Self.matches(name, "scope") {
                try reader.object { (reader, name) throws(OTLPError) in
                    if Self.matches(name, "name") {
                        scope.name = try reader.text()
                    } else if Self.matches(name, "version") {
                        scope.version = try reader.text()
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
        for index in first..<spans.count { spans[index].scope = scope }
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
                span.name = try reader.text()
            } else if Self.matches(name, "kind") {
                span.kind = try reader.integer()
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
                        span.statusMessage = try reader.text()
                    } else if Self.matches(name, "code") {
                        span.statusCode = try reader.integer()
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
