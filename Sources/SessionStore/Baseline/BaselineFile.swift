import CSMEvents

/// A file of sessions' figures: one JSON document, a line for each session.
public enum BaselineFile {
    /// The format with its version.
    static let schema = "csm-record/baseline/1"
    private static let schemaName = "csm-record/baseline/"

    /// Whether a file begins so, in whatever version.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            scanner.skipBlanksAndByteOrderMarks()
            guard scanner.take("{") else { return false }
            scanner.skipBlanks()
            guard scanner.string()?.bytes(in: bytes).elementsEqual("schema".utf8) == true else {
                return false
            }
            scanner.skipBlanks()
            guard scanner.take(":") else { return false }
            scanner.skipBlanks()
            return bytes[scanner.position...].starts(with: "\"\(schemaName)".utf8)
        }
    }

    /// Writes sessions in that order: the same ones give the same bytes.
    public static func write(_ sessions: [BaselineSession], to output: ByteWriter) throws {
        try output.write("{\"schema\":\"\(schema)\",\"sessions\":[\n")
        for (index, session) in sessions.enumerated() {
            try line(of: session).withUnsafeBufferPointer { try output.write($0) }
            try output.write(index + 1 < sessions.count ? ",\n" : "\n")
        }
        try output.write("]}\n")
        try output.flush()
    }

    private static func line(of session: BaselineSession) -> [UInt8] {
        let record = session.record
        let description = record.description
        var line = JSONLine()
        line.text("id", description.id)
        line.text("name", description.name)
        line.raw("tags", JSONText.object(description.tags))
        line.text("started_at", Instant.iso8601(microseconds: description.startedAt))
        line.text("ended_at", record.endedAt.map { Instant.iso8601(microseconds: $0) })
        line.text("host", description.host)
        line.text("tool_version", description.toolVersion)
        line.text("state", record.state.rawValue)
        line.number("exit_code", record.exitCode.map { Int($0) })
        line.number("exit_signal", record.exitSignal.map { Int($0) })
        line.open("completeness", "{")
        line.number("received", record.counters.received)
        line.number("decoded", record.counters.decoded)
        line.number("undecodable", record.counters.undecodable)
        line.number("empty", record.counters.empty)
        line.number("dropped_by_kernel", record.counters.droppedByKernel)
        line.number("dropped_by_recorder", record.counters.droppedByRecorder)
        line.number("misdated_calls", session.misdatedCalls)
        line.number("processes_left", record.processesLeft)
        line.number("attempts_without_call", session.attemptsWithoutCall)
        // Only where there are any, so that the lines of other sessions stay as they were.
        if record.counters.ofSpans.contains(where: { $0.count > 0 }) {
            for (name, count) in record.counters.ofSpans { line.number(name, count) }
        }
        line.close("}")
        line.open("operations", "[")
        for operation in session.operations { line.operation(operation) }
        line.close("]")
        return line.bytes + [UInt8(ascii: "}")]
    }
}

/// An object on one line, while it is written.
private struct JSONLine {
    private(set) var bytes = [UInt8(ascii: "{")]

    private mutating func separate() {
        if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") {
            bytes.append(UInt8(ascii: ","))
        }
    }

    mutating func raw(_ name: String, _ value: String) {
        separate()
        bytes += "\"\(name)\":\(value)".utf8
    }

    mutating func text(_ name: String, _ value: String?) {
        raw(name, value == nil ? "null" : "")
        if let value { JSONText.append(value, to: &bytes) }
    }

    mutating func number(_ name: String, _ value: Int?) {
        let most = Int(BaselineValues.sums.upperBound)
        raw(name, value.map { String(min($0, most)) } ?? "null")
    }

    mutating func open(_ name: String, _ bracket: String) { raw(name, bracket) }

    mutating func close(_ bracket: String) { bytes += bracket.utf8 }

    mutating func operation(_ operation: BaselineSession.Operation) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        text("service", operation.service)
        text("api", operation.api)
        number("calls", operation.calls)
        // What most operations have is left out: there are many of them.
        if operation.errors > 0 { number("errors", operation.errors) }
        if operation.retries > 0 { number("retries", operation.retries) }
        if operation.throttles > 0 { number("throttles", operation.throttles) }
        number("attempts", operation.attempts)
        if operation.attemptsExpected != operation.attempts {
            number("attempts_expected", operation.attemptsExpected)
        }
        if operation.attemptsNotShown > 0 {
            number("attempts_not_shown", operation.attemptsNotShown)
        }
        raw("latencies_ms", "[")
        for (milliseconds, calls) in operation.latencies {
            separate()
            bytes += "[\(milliseconds),\(calls)]".utf8
        }
        bytes += "]}".utf8
    }
}
