/// The attributes by which an exported span tells what OpenTelemetry has no name for, so that the
/// event it stands for can be made of it again.
///
/// `type` marks such a span. What it then lacks, the event lacked.
public enum RecordedAttribute: String, CaseIterable, Sendable {
    /// `Type` of the event; `session` of the span that stands for the whole session.
    case type = "csm.type"
    /// The event's place in its session; of a mark its beginning's.
    case sequence = "csm.sequence"
    /// Microseconds since 1970.
    case arrival = "csm.arrival_us"
    case clientID = "csm.client_id"
    /// Only of attempts: with `rpc.service` they could be taken for calls.
    case service = "csm.service"
    case api = "csm.api"
    /// As it was sent, even where it is the end, or cannot be true.
    case timestamp = "csm.timestamp"
    /// Milliseconds.
    case latency = "csm.latency"
    case attemptCount = "csm.attempt_count"
    /// Who told of the exception: `aws` or `sdk`.
    case exceptionOrigin = "csm.exception"
    case maxRetriesExceeded = "csm.max_retries_exceeded"
    case resource = "csm.resource"
    case durationMicroseconds = "csm.duration_us"
    /// The scope of the span that the event was made of.
    case scope = "csm.otel_scope"
    /// See `DecodedEvent.startsWithClientID`.
    case startsWithClientID = "csm.starts_with_client_id"
    case mark = "csm.mark"
    /// Of a mark's end; a mark without one was not ended.
    case endSequence = "csm.end_sequence"
    /// Microseconds since 1970.
    case sessionStart = "csm.session.started_us"
    case sessionEnd = "csm.session.ended_us"

    /// What `type` says of the span of a session.
    public static let session = "session"
}
