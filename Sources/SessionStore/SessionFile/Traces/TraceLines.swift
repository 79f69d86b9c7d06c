import CSMEvents

/// A file of OpenTelemetry's requests in JSON: one a line, as a collector's file exporter writes
/// them, or one alone on several lines.
struct TraceLines {
    /// No request is larger; see `TraceDecoder.mostBytes`.
    private static let largest = 64 << 20

    private let lines: LineReader

    init(_ lines: LineReader) {
        self.lines = lines
        lines.longestLine = Self.largest
    }

    /// What a line holds, as far as its first member tells.
    private enum Kind {
        case traces
        /// Metrics and logs.
        case otherSignal
        case foreign

        init(_ line: UnsafeBufferPointer<UInt8>) {
            var scanner = JSONScanner(line)
            scanner.skipBlanksAndByteOrderMarks()
            guard scanner.take("{") else {
                self = .foreign
                return
            }
            scanner.skipBlanks()
            switch scanner.string()?.text(in: line) {
            case "resourceSpans", "resource_spans": self = .traces
            case "resourceMetrics", "resource_metrics", "resourceLogs", "resource_logs":
                self = .otherSignal
            // A request may be empty.
            case nil where scanner.byte == UInt8(ascii: "}"): self = .traces
            default: self = .foreign
            }
        }
    }

    /// Whether a file begins so.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            scanner.skipBlanksAndByteOrderMarks()
            // An empty object is that of any format.
            return scanner.take("{") && Kind(bytes) != .foreign && scanner.byte != 0x7D
        }
    }

    /// Calls `body` with each request.
    func forEachRequest(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var isFirst = true
        var beginning: [UInt8]?
        while try lines.next({ line in
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
            if isFirst, !Self.isWhole(line) {
                beginning = Array(line)
            } else {
                try take(line, body)
            }
            isFirst = false
        }) {
            guard var document = beginning else { continue }
            document.append(0x0A)
            document += try lines.rest(atMost: Self.largest)
            try document.withUnsafeBufferPointer { document in
                guard Self.isWhole(document) else { throw problem(Self.noRequest, line: 1) }
                try take(document, body)
            }
            return
        }
    }

    private static let noRequest = "it is not a request of OpenTelemetry in JSON"

    private func take(
        _ request: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        switch Kind(request) {
        case .traces: try body(request)
        case .otherSignal: if !Self.isWhole(request) { throw problem(Self.noRequest) }
        case .foreign: throw problem("it is not OpenTelemetry data like the lines before it")
        }
    }

    /// Whether it is one JSON value.
    private static func isWhole(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = JSONScanner(text)
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.skipValue() else { return false }
        scanner.skipBlanksAndByteOrderMarks()
        return scanner.isAtEnd
    }

    /// What is wrong with the line last read.
    func problem(_ reason: String, line: Int? = nil) -> StoreError {
        .badFile(
            lines.path, line: line ?? lines.line,
            lines.isLineCut ? "it is cut off: the file is incomplete" : reason)
    }
}
