import CSMAnalysis
import CSMEvents

/// Labels of an event of `Service.Api`.
func labels(
    _ operation: String = "S3.GetObject", level: EventLevel = .call, client: String? = nil,
    isError: Bool = false
) -> EventLabels {
    let parts = operation.split(separator: ".").map(String.init)
    return EventLabels(
        level: level, type: nil, service: parts[0], api: parts[1], clientID: client, region: nil,
        sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: nil, exception: nil,
        isError: isError, isThrottle: false)
}

/// A call or an attempt from `start` for `latency` milliseconds.
func event(
    _ start: Int64, _ latency: Int32?, sequence: Int64 = 1, labels: Int = 0, attempts: Int32? = nil
) -> TimedEvent {
    TimedEvent(
        sequence: sequence, labels: labels, start: start, arrival: 0, latency: latency,
        attemptCount: attempts, message: nil)
}

func session(startedAt: Int64 = 0, endedAt: Int64? = 10_000_000) -> SessionOverview {
    SessionOverview(
        id: "0123456789abcdef", name: nil, command: ["x"], workingFolder: "/", host: "h", tags: [],
        toolVersion: "1", state: "complete", startedAt: startedAt, endedAt: endedAt, lastArrival: 0,
        exitCode: 0, exitSignal: nil, calls: 0, errors: 0, keepsSecrets: false,
        completeness: Completeness())
}
