import CSMEvents

/// What rows of statistics can be grouped by.
public enum Dimension: String, Sendable, CaseIterable {
    case service, api, region, client, sdk, host, status, session
    /// The marks open when a call started: it counts for each of them.
    case mark

    /// The values of a sample's events, `nil` where they have none.
    func values(of sample: SeriesSample) -> [String?] {
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
        case .mark: sample.marks.isEmpty ? [nil] : sample.marks
        }
    }
}
