import CSMEvents

/// What rows of statistics can be grouped by.
public enum Dimension: Sendable, Hashable, RawRepresentable, CaseIterable {
    case service, api, region, client, sdk, host, status, session
    /// The table, queue, bucket or topic, which only spans tell.
    case resource
    /// The marks open when a call started: it counts for each of them.
    case mark
    /// The session's tag of that name.
    case tag(String)
    /// What only pushed events tell: the function's name, and the UTC day and hour in which an event
    /// was recorded.
    case function, day, hour

    /// All but tags, of which there are as many as names.
    public static let allCases: [Dimension] = [
        .service, .api, .region, .client, .sdk, .host, .status, .session, .resource,
        .mark, .function, .day, .hour,
    ]

    /// Whether only pushed events tell it.
    public var isOfPushedEvents: Bool {
        switch self {
        case .function, .day, .hour: true
        default: false
        }
    }

    /// Whether pushed events do not tell it.
    public var isOfRecordings: Bool {
        switch self {
        case .mark, .tag: true
        default: false
        }
    }

    private static let tagPrefix = "tag:"

    /// `service`, …, or `tag:NAME`.
    public init?(rawValue: String) {
        if rawValue.hasPrefix(Self.tagPrefix), rawValue.count > Self.tagPrefix.count {
            self = .tag(String(rawValue.dropFirst(Self.tagPrefix.count)))
        } else if let known = Self.allCases.first(where: { $0.rawValue == rawValue }) {
            self = known
        } else {
            return nil
        }
    }

    public var rawValue: String {
        switch self {
        case .service: "service"
        case .api: "api"
        case .region: "region"
        case .client: "client"
        case .sdk: "sdk"
        case .host: "host"
        case .status: "status"
        case .session: "session"
        case .resource: "resource"
        case .mark: "mark"
        case .tag(let name): Self.tagPrefix + name
        case .function: "function"
        case .day: "day"
        case .hour: "hour"
        }
    }

    /// The values of a sample's events, `nil` where they have none; `tags` are its session's.
    func values(of sample: SeriesSample, tags: [String: String]) -> [String?] {
        let labels = sample.labels
        return switch self {
        case .service: [labels.service]
        case .api: [labels.api]
        case .region: [labels.region]
        case .client: [labels.clientID]
        case .sdk: [labels.sdk]
        case .host: [labels.host]
        case .status: [labels.status.map { String($0) }]
        case .session: [sample.session]
        case .resource: [labels.resource]
        case .mark: sample.marks.isEmpty ? [nil] : sample.marks
        case .tag(let name): [tags[name]]
        case .function: [sample.pushed?.function]
        case .day: [sample.pushed?.day]
        case .hour: [sample.pushed?.hour]
        }
    }
}
