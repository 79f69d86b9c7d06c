/// Decodes an `ExportTraceServiceRequest` in protobuf.
///
/// By hand, for the few fields that are read: what nobody asks for is stepped over, and there is no
/// generated code. No message that is read holds itself, so the depth is fixed. Field numbers are
/// those of opentelemetry/proto/trace/v1/trace.proto and its neighbours.
struct ProtobufTraces {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    let names: AttributeNames

    func spans(_ request: Bytes) throws(OTLPError) -> [Span] {
        var spans: [Span] = []
        var reader = ProtobufReader(request)
        while let (field, value) = try reader.next() {
            if field == 1 { try appendResource(value.contents, to: &spans) }
        }
        return spans
    }

    private func appendResource(_ message: Bytes, to spans: inout [Span]) throws(OTLPError) {
        // The resource may stand behind the spans.
        let first = spans.count
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
        for index in first..<spans.count { spans[index].resource = resource }
    }

    private func appendScope(_ message: Bytes, to spans: inout [Span]) throws(OTLPError) {
        let first = spans.count
        var scope = Span.Scope()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1:
                var reader = ProtobufReader(value.contents)
                while let (field, value) = try reader.next() {
                    if field == 1 { scope.name = WireText.text(value.contents) }
                    if field == 2 { scope.version = WireText.text(value.contents) }
                }
            case 2: spans.append(try span(value.contents))
            default: break
            }
        }
        for index in first..<spans.count { spans[index].scope = scope }
    }

    private func span(_ message: Bytes) throws(OTLPError) -> Span {
        var span = Span()
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1 where value.contents.count == 16:
                span.id.traceHigh = Self.id(value.contents[..<8])
                span.id.traceLow = Self.id(value.contents[8...])
            case 2 where value.contents.count == 8: span.id.span = Self.id(value.contents[...])
            case 4 where value.contents.count == 8: span.parent = Self.id(value.contents[...])
            case 5: span.name = WireText.text(value.contents)
            case 6: span.kind = Int64(bitPattern: value.number)
            case 7: span.start = value.number
            case 8: span.end = value.number
            case 9: try add(value.contents, to: &span.attributes)
            case 11: try readEvent(value.contents, into: &span)
            case 15:
                var reader = ProtobufReader(value.contents)
                while let (field, value) = try reader.next() {
                    if field == 2 { span.statusMessage = WireText.text(value.contents) }
                    if field == 3 { span.statusCode = Int64(bitPattern: value.number) }
                }
            default: break
            }
        }
        return span
    }

    private static func id(_ bytes: Slice<Bytes>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
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
        attributes[name] = try value(content, isInArray: false)
    }

    /// The value of an `AnyValue`; `nil` for what is not kept.
    private func value(_ message: Bytes, isInArray: Bool) throws(OTLPError) -> AttributeValue? {
        var result: AttributeValue?
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch field {
            case 1: result = .text(WireText.text(value.contents))
            case 2: result = .boolean(value.number != 0)
            case 3: result = .integer(Int64(bitPattern: value.number))
            case 4: result = .double(Double(bitPattern: value.number))
            // An array in an array is not looked into.
            case 5 where !isInArray: result = .texts(try texts(value.contents))
            default: break
            }
        }
        return result
    }

    private func texts(_ message: Bytes) throws(OTLPError) -> [String] {
        var texts: [String] = []
        var reader = ProtobufReader(message)
        while texts.count < WireText.mostTexts, let (field, item) = try reader.next() {
            guard field == 1, case .text(let text) = try value(item.contents, isInArray: true)
            else { continue }
            texts.append(text)
        }
        return texts
    }
}
