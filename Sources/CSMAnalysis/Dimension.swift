import CSMEvents

/// What rows of statistics can be grouped by.
public enum Dimension: String, Sendable, CaseIterable {
    case service, api, region, client, sdk, host, status, session

    /// An event's value, or `nil` where it has none.
    func value(of sample: SeriesSample) -> String? {
        let labels = sample.labels
        return switch self {
        case .service: labels.service
        case .api: labels.api
        case .region: labels.region
        case .client: labels.clientID
        case .sdk: labels.sdk
        case .host: labels.host
        case .status: labels.status.map { String($0) }
        case .session: sample.session
        }
    }
}
