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

    /// All but tags, of which there are as many as names.
    public static let allCases: [Dimension] = [
        .service, .api, .region, .client, .sdk, .host, .status, .session, .resource,
        .mark,
    ]

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
        }
    }
}
