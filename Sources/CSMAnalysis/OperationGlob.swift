/// A pattern for operations: `DynamoDB.GetItem`, `S3.*`, `cloudwatchlogs.put*`.
///
/// Spaces and case do not matter. A pattern without a dot names services.
public struct OperationGlob: Sendable, Hashable {
    private let service: Glob
    private let api: Glob

    public init(_ pattern: String) {
        let parts = pattern.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        service = Glob(String(parts[0]), ignoringSpaces: true)
        api = Glob(parts.count > 1 ? String(parts[1]) : "*", ignoringSpaces: true)
    }

    public func matches(service: String, api: String) -> Bool {
        self.service.matches(service) && self.api.matches(api)
    }
}
