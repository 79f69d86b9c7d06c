/// Decodes an `ExportTraceServiceRequest` in protobuf.
///
/// By hand, for the few fields that are read: what nobody asks for is stepped over, and there is no
/// generated code. No message that is read holds itself, so the depth is fixed. Field numbers are
/// those of opentelemetry/proto/trace/v1/trace.proto and its neighbours.
struct ProtobufTraces {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    let names: AttributeNames

    func spans(_ request: Bytes) throws(OTLPError) -> [Span] {
        var spans = SpanCollector()
        var reader = ProtobufReader(request)
        while let (field, value) = try reader.next() {
            if field == 1 { try appendResource(value.contents, to: &spans) }
        }
        return spans.spans
    }

    private func appendResource(
        _ message: Bytes, to spans: inout SpanCollector
    ) throws(OTLPError) {
        var resource = Attributes()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1:
                var reader = ProtobufReader(value.contents)
                while let (field, value) = try reader.next() {
                    if field == 1 { try add(value.contents, to: &resource) }
                }
            case 2: try appendScope(value.contents, to: &spans)
            default: break
            }
        }
        spans.endResource(resource)
    }

    private func appendScope(_ message: Bytes, to spans: inout SpanCollector) throws(OTLPError) {
        let first = spans.spans.count
        var scope = SpanCollector.Scope()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1:
                var reader = ProtobufReader(value.contents)
                while let (field, value) = try reader.next() {
                    if field == 1 { scope.name = WireText.kept(value.contents) }
                    if field == 2 { scope.version = WireText.kept(value.contents) }
                }
            case 2: spans.append(try span(value.contents))
            default: break
            }
        }
        spans.endScope(scope, since: first)
    }

    private func span(_ message: Bytes) throws(OTLPError) -> Span {
        var span = Span()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1 where value.contents.count == 16:
                span.id.traceHigh = Self.id(value.contents, at: 0)
                span.id.traceLow = Self.id(value.contents, at: 8)
            case 2 where value.contents.count == 8: span.id.span = Self.id(value.contents, at: 0)
            case 4 where value.contents.count == 8: span.parent = Self.id(value.contents, at: 0)
            case 5: span.attributes.add(Span.nameIndex, text: value.contents)
            case 6: span.kind = UInt8(clamping: value.number)
            case 7: span.start = value.number
            case 8: span.end = value.number
            case 9: try add(value.contents, to: &span.attributes)
            case 11: try readEvent(value.contents, into: &span)
            case 15:
                var reader = ProtobufReader(value.contents)
                while let (field, value) = try reader.next() {
                    if field == 2 {
                        span.attributes.add(Span.statusMessageIndex, text: value.contents)
                    }
                    if field == 3 { span.statusCode = UInt8(clamping: value.number) }
                }
            default: break
            }
        }
        return span
    }

    private static func id(_ bytes: Bytes, at start: Int) -> UInt64 {
        var id: UInt64 = 0
        for index in start..<start + 8 { id = id << 8 | UInt64(bytes[index]) }
        return id
    }

    private func readEvent(_ message: Bytes, into span: inout Span) throws(OTLPError) {
        var isException = false
        var attributes = Attributes()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 2: isException = value.contents.elementsEqual("exception".utf8)
            case 3: try add(value.contents, to: &attributes)
            default: break
            }
        }
        if isException { span.exception = attributes }
    }

    /// Adds a `KeyValue`.
    private func add(_ message: Bytes, to attributes: inout Attributes) throws(OTLPError) {
        var name: Int?
        var content: Bytes?
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            if field == 1 { name = names.index(of: value.contents) }
            if field == 2 { content = value.contents }
        }
        guard let name, let content else { return }
        // The value, an `AnyValue`.
        reader = ProtobufReader(content)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: attributes.add(name, text: value.contents)
            case 2: attributes.add(name, boolean: value.number != 0)
            case 3: attributes.add(name, integer: Int64(bitPattern: value.number))
            case 4: attributes.add(name, double: Double(bitPattern: value.number))
            case 5: try addTexts(value.contents, to: &attributes, name)
            default: break
            }
        }
    }

    /// Adds the texts of an `ArrayValue`; an array in an array is not looked into.
    private func addTexts(
        _ message: Bytes, to attributes: inout Attributes, _ name: Int
    ) throws(OTLPError) {
        var count = 0
        var reader = ProtobufReader(message)
        while count < WireText.mostTexts, let (field, item) = try reader.next() {
            guard field == 1 else { continue }
            var reader = ProtobufReader(item.contents)
            while let (field, value) = try reader.next() {
                guard field == 1 else { continue }
                attributes.addElement(name, text: value.contents, isFirst: count == 0)
                count += 1
            }
        }
    }
}
