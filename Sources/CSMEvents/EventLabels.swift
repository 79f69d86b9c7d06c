/// All that an event has in common with others of its kind: what it was, where it went and how it
/// ended, but not when and how long.
public struct EventLabels: Sendable, Equatable {
    public var level: EventLevel
    /// `Type` as sent.
    public var type: String?
    /// The service id; empty where none was sent.
    public var service: String
    /// The wire operation; empty where none was sent.
    public var api: String
    public var clientID: String?
    public var region: String?
    public var sdk: String?
    public var sdkVersion: String?
    public var userAgent: String?
    public var host: String?
    public var status: Int32?
    public var exception: String?
    public var isError: Bool
    public var isThrottle: Bool
    /// The table, queue, bucket or topic, which only spans tell.
    public var resource: String?
    /// Whether the events were made of spans, which may show no attempts.
    public var isSpan: Bool

    /// Whether `Timestamp` is the end of the call or the attempt, not its start.
    public var sendsEndTimestamps: Bool {
        sdk.map { SDK(name: $0, version: nil).sendsEndTimestamps } ?? false
    }

    /// Longer texts are cut here (the datagram itself keeps them whole), so that labels stay small
    /// whatever is sent.
    public static let textLimit = 1_024

    public init(
        level: EventLevel, type: String?, service: String, api: String, clientID: String?,
        region: String?, sdk: String?, sdkVersion: String?, userAgent: String?, host: String?,
        status: Int32?, exception: String?, isError: Bool, isThrottle: Bool,
        resource: String? = nil, isSpan: Bool = false
    ) {
        self.level = level
        self.type = type
        self.service = service
        self.api = api
        self.clientID = clientID
        self.region = region
        self.sdk = sdk
        self.sdkVersion = sdkVersion
        self.userAgent = userAgent
        self.host = host
        self.status = status
        self.exception = exception
        self.isError = isError
        self.isThrottle = isThrottle
        self.resource = resource
        self.isSpan = isSpan
    }

    public init(of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>) {
        var userAgents = UserAgentCache()
        self.init(of: event, in: datagram, &userAgents)
    }

    /// The same, for many events: few differ from the last one in their user agent.
    public init(
        of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>,
        _ userAgents: inout UserAgentCache
    ) {
        func text(_ slice: TextSlice) -> String? {
            slice.text(in: datagram, limit: Self.textLimit)
        }
        let (userAgent, sdk) = userAgents.userAgent(of: event, in: datagram)
        self.init(
            level: event.level, type: text(event.type), service: text(event.service) ?? "",
            api: text(event.api) ?? "", clientID: text(event.clientID),
            region: text(event.region), sdk: sdk?.name, sdkVersion: sdk?.version,
            userAgent: userAgent, host: text(event.host), status: event.status,
            exception: text(event.exception), isError: event.isError,
            isThrottle: event.isThrottle, resource: text(event.resource), isSpan: event.isSpan)
    }
}
