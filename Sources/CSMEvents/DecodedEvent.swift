/// What csm-record reads out of one datagram: numbers, and texts as places in its bytes.
public struct DecodedEvent: Sendable {
    public var level: EventLevel = .undecodable

    public var type = TextSlice.absent
    /// The service id, such as `S3` or `CloudWatch Logs`.
    public var service = TextSlice.absent
    /// The wire operation, such as `ListObjectsV2`.
    public var api = TextSlice.absent
    public var clientID = TextSlice.absent
    public var userAgent = TextSlice.absent
    public var region = TextSlice.absent
    /// `Fqdn`: the host an attempt went to, with `:port` where the SDK sends one.
    public var host = TextSlice.absent
    /// What the call was about, as only a span tells: a table, queue, bucket or topic.
    public var resource = TextSlice.absent
    /// The error code: `AwsException`, else `SdkException`; of a call the `Final…` ones.
    public var exception = TextSlice.absent
    /// The message that belongs to `exception`.
    public var exceptionMessage = TextSlice.absent

    /// `Timestamp` as sent, milliseconds since 1970.
    ///
    /// The start, except from Go (see `SDK`).
    public var timestamp: Int64?
    /// `Latency` of a call, `AttemptLatency` of an attempt, in whole milliseconds.
    ///
    /// `nil` where none was sent, and for what can be no latency: below 0 or over 24 days.
    public var latency: Int32?
    /// How long it took by its span, `nil` where no span tells.
    public var durationMicroseconds: Int64?
    /// The HTTP status, `nil` where none was sent or the one sent is 0 or below.
    public var status: Int32?
    /// `AttemptCount` of a call, 0 or more.
    public var attemptCount: Int32?

    /// A call with a final status of 400 or more, or with any `Final…Exception` or
    /// `Final…ExceptionMessage` that is not null, even empty, or that never left the client
    /// (`AttemptCount` 0 and no final status).
    ///
    /// An attempt: likewise with its own fields.
    public var isError = false
    /// An attempt with status 429, or with one of the `ThrottleCodes` as its `AwsException` or, for
    /// that is where Ruby puts the service's own errors, its `SdkException`.
    public var isThrottle = false

    /// Whether the first field is `ClientId`, as only Go writes it: Go sends an empty user agent
    /// now and then, and its timestamps mean another thing.
    public var startsWithClientID = false

    /// Whether the event was made of a span alone: it has the span's ids and duration.
    ///
    /// What an SDK sent itself gets no duration when it is joined to its span.
    public var isSpan = false

    /// AttemptCount − 1, none below 0; 0 where the count is unknown.
    public var retries: Int { max(0, Int(attemptCount ?? 0) - 1) }
}
