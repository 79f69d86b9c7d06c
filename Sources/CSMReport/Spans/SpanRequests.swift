import CSMEvents

/// Spans as requests, a line each, that no receiver finds too large.
struct SpanRequests {
    /// As exporters send them, and a collector's file exporter writes them.
    private static let mostSpans = 256
    /// A span may be long: no request is much longer than this.
    private static let mostBytes = 1 << 20

    private let head: [UInt8]
    private var output: JSONBytes
    private var spans = 0
    private var bytes = 0

    init(
        resource: SpanAttributes, scope: String, version: String,
        to output: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void
    ) {
        var head = Array("{\"resourceSpans\":[{\"resource\":{\"attributes\":[".utf8)
        head += resource.json
        head += "]},\"scopeSpans\":[{\"scope\":{\"name\":".utf8
        JSONText.append(scope, to: &head)
        head += ",\"version\":".utf8
        JSONText.append(version, to: &head)
        head += "},\"spans\":[".utf8
        self.head = head
        self.output = JSONBytes(to: output)
    }

    mutating func add(_ span: [UInt8]) throws {
        if spans == Self.mostSpans || bytes > Self.mostBytes { try endRequest() }
        if spans == 0 {
            output.write(head)
        } else {
            output.write(",")
        }
        output.write(span)
        spans += 1
        bytes += span.count
    }

    private mutating func endRequest() throws {
        guard spans > 0 else { return }
        output.write("]}]}]}\n")
        try output.endLine()
        (spans, bytes) = (0, 0)
    }

    mutating func finish() throws {
        try endRequest()
        try output.flush()
    }
}
