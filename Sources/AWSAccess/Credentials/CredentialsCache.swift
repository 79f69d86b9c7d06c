import FoundationEssentials

/// Keeps credentials as long as they hold.
final class CredentialsCache {
    private let provider: any CredentialsProvider
    private let now: @Sendable () -> Date
    private(set) var kept: Credentials?

    /// So long before their end new ones are fetched, in seconds: a call that is under way must not
    /// outlive its credentials.
    private static let margin: TimeInterval = 300

    init(_ provider: any CredentialsProvider, now: @escaping @Sendable () -> Date) {
        self.provider = provider
        self.now = now
    }

    var name: String { provider.name }

    func credentials() throws(AWSAccessError) -> Credentials {
        guard let kept else { return try renewed() }
        guard let expiration = kept.expiration else { return kept }
        let left = expiration.timeIntervalSince(now())
        if left > Self.margin { return kept }
        do throws(AWSAccessError) {
            return try renewed()
        } catch {
            // What still holds is better than nothing.
            if left > 0 { return kept }
            throw error
        }
    }

    /// New ones, whatever the kept ones' end: a service called them expired.
    func renewed() throws(AWSAccessError) -> Credentials {
        let fetched = try provider.credentials()
        kept = fetched
        return fetched
    }
}
