import CSMAnalysis
import CSMEvents

/// A call or an attempt as machines read it.
struct EventRecord {
    let event: TimedEvent
    let labels: EventLabels
    /// Milliseconds from the time line's start.
    let offset: Int64

    init(_ event: TimedEvent, _ labels: EventLabels, offset: Int64) {
        self.event = event
        self.labels = labels
        self.offset = offset
    }

    static let columns = [
        "sequence", "service", "api", "offset_ms", "start_ms", "latency_ms", "attempts", "status",
        "is_error", "exception", "message", "region", "client_id", "resource",
        "duration_us",
    ]

    var values: [JSONValue] {
        [
            .integer(Int(event.sequence)), .string(labels.service), .string(labels.api),
            .integer(Int(offset)), .integer(Int(event.interval.start)),
            JSONValue(event.latency.map { Int($0) }), JSONValue(event.attemptCount.map { Int($0) }),
            JSONValue(labels.status.map { Int($0) }), .boolean(labels.isError),
            JSONValue(labels.exception), JSONValue(event.message), JSONValue(labels.region),
            JSONValue(labels.clientID), JSONValue(labels.resource),
            JSONValue(event.duration.map { Int($0) }),
        ]
    }

    var members: [(String, JSONValue)] { Array(zip(Self.columns, values)) }

    /// An attempt has no attempts, but a host, and may be throttled.
    var attemptMembers: [(String, JSONValue)] {
        members.filter { $0.0 != "attempts" } + [
            ("host", JSONValue(labels.host)), ("is_throttle", .boolean(labels.isThrottle)),
        ]
    }
}

extension TimedEvent {
    /// `200`, `✗ 503 SlowDown`, `✗ never sent`; as it was sent, not fit to be shown yet.
    func outcome(_ labels: EventLabels, _ style: TextStyle) -> String {
        var parts = labels.isError ? [style.hasUnicode ? "✗" : "!"] : []
        if let status = labels.status { parts.append(String(status)) }
        // Some SDKs send the status as the exception, too.
        if let exception = labels.exception, !exception.isEmpty, parts.last != exception {
            parts.append(exception)
        }
        if labels.level == .call, attemptCount == 0, labels.status == nil {
            parts.append("never sent")
        }
        if parts == ["✗"] || parts == ["!"] { parts.append("failed") }
        return parts.isEmpty ? style.missing : parts.joined(separator: " ")
    }
}
