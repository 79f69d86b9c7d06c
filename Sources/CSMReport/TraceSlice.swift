import CSMAnalysis
import CSMEvents

/// Writes calls and attempts as complete events of a trace ("X").
struct TraceSlice {
    /// What is the same for all events of some labels, as JSON.
    private struct Parts {
        /// Up to the lane's number.
        let head: [UInt8]
        /// Behind the latency.
        let status: [UInt8]
        /// Behind the number of attempts.
        let exception: [UInt8]
        /// Behind the message, to the end.
        let tail: [UInt8]
    }

    /// Beyond these the parts are made anew, so that no number of labels takes much memory.
    private static let mostKept = 4_096

    private let labels: [EventLabels]
    private let isAttempt: Bool
    private let process: Int
    private var parts: [Int: Parts] = [:]

    /// `process` is the trace's number of one.
    init(_ labels: [EventLabels], isAttempt: Bool, process: Int) {
        self.labels = labels
        self.isAttempt = isAttempt
        self.process = process
    }

    /// `interval` is what is drawn, `start` that in microseconds on the trace's line.
    mutating func write(
        _ event: TimedEvent, _ interval: Interval, start: Int, lane: Int, to output: inout JSONBytes
    ) {
        let parts = parts(of: event.labels)
        output.write(parts.head)
        output.write(lane)
        output.write(",\"ts\":")
        output.write(start)
        output.write(",\"dur\":")
        output.write(Int(interval.end - interval.start) * 1_000)
        output.write(",\"args\":{\"sequence\":")
        output.write(Int(event.sequence))
        output.write(",\"latency_ms\":")
        if let latency = event.latency {
            output.write(Int(latency))
        } else {
            output.write("null")
        }
        if let duration = event.duration {
            output.write(",\"duration_us\":")
            output.write(Int(duration))
        }
        output.write(parts.status)
        if let count = event.attemptCount {
            output.write(",\"attempts\":")
            output.write(Int(count))
        }
        output.write(parts.exception)
        if let message = event.message {
            output.write(",\"message\":")
            output.write(json: JSONValue.string(message).line())
        }
        output.write(parts.tail)
    }

    private mutating func parts(of place: Int) -> Parts {
        if let known = parts[place] { return known }
        let made = makeParts(labels[place])
        if parts.count >= Self.mostKept { parts.removeAll(keepingCapacity: true) }
        parts[place] = made
        return made
    }

    private func makeParts(_ labels: EventLabels) -> Parts {
        func member(_ name: String, _ value: JSONValue?) -> String {
            value.map { ",\"\(name)\":" + $0.line() } ?? ""
        }
        func text(_ name: String, _ text: String?) -> String {
            member(name, text.map { .string($0) })
        }
        let title = "\(labels.service).\(labels.api)" + (isAttempt ? " attempt" : "")
        let head =
            "{\"name\":" + JSONValue.string(title).line()
            + ",\"cat\":\"\(isAttempt ? "attempt" : "call")\",\"ph\":\"X\",\"pid\":\(process)"
            + ",\"tid\":"
        let tail =
            text("resource", labels.resource) + text("host", labels.host)
            + text("region", labels.region)
            + text("client_id", labels.clientID)
            + (labels.isError ? ",\"is_error\":true" : "")
            + (labels.isThrottle ? ",\"is_throttle\":true" : "") + "}}"
        return Parts(
            head: Array(head.utf8),
            status: Array(member("status", labels.status.map { .integer(Int($0)) }).utf8),
            exception: Array(text("exception", labels.exception).utf8), tail: Array(tail.utf8))
    }
}
