public import CSMAnalysis
public import CSMEvents

/// A session's datagrams as comma-separated values, a row each.
public enum EventCSV {
    public static let header = CSV.header([
        "sequence", "t_us", "port", "level", "type", "service", "api", "start_ms", "latency_ms",
        "attempts", "status", "is_error", "is_throttle", "exception", "message", "region",
        "client_id", "sdk", "sdk_version", "host", "user_agent", "resource", "duration_us",
    ])

    /// `arrival` is in microseconds since the session's start; `start`, as the SDK sent it, in
    /// milliseconds since 1970.
    public static func row(
        _ event: TimedEvent, _ labels: EventLabels, arrival: Int64, start: Int64?, port: UInt16
    ) -> String {
        CSV.line([
            .integer(Int(event.sequence)), .integer(Int(arrival)), .integer(Int(port)),
            .string(labels.level.rawValue), JSONValue(labels.type), .string(labels.service),
            .string(labels.api), JSONValue(start.map { Int($0) }),
            JSONValue(event.latency.map { Int($0) }), JSONValue(event.attemptCount.map { Int($0) }),
            JSONValue(labels.status.map { Int($0) }), .boolean(labels.isError),
            .boolean(labels.isThrottle), JSONValue(labels.exception), JSONValue(event.message),
            JSONValue(labels.region), JSONValue(labels.clientID), JSONValue(labels.sdk),
            JSONValue(labels.sdkVersion), JSONValue(labels.host), JSONValue(labels.userAgent),
            JSONValue(labels.resource), JSONValue(event.duration.map { Int($0) }),
        ])
    }
}
