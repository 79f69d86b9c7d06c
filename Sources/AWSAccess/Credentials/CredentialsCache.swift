import FoundationEssentials

/// Keeps credentials as long as they hold.
final class CredentialsCache {
    private let provider: any CredentialsProvider
    private(set) var kept: Credentials?

    /// So long before their end new ones are fetched, in seconds: a call that is under way must not
    /// outlive its credentials.
    private static let margin: TimeInterval = 300

    init(_ provider: any CredentialsProvider) { self.provider = provider }

    var name: String { provider.name }

    /// `time` is by the service's clock, as far as it is known.
    func credentials(at time: Date) throws(AWSAccessError) -> Credentials {
        guard let kept else { return try renewed() }
        guard let expiration = kept.expiration else { return kept }
        let left = expiration.timeIntervalSince(time)
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
        guard fetched.fitHeaders else {
            throw .credentials(
                "use the credentials from \(provider.name)", "they contain a control character")
        }
        kept = fetched
        return fetched
    }
}
