/// A source of credentials.
protocol CredentialsProvider {
    /// What `-v` calls it, as in "credentials from NAME".
    var name: String { get }

    /// New credentials; those that end are fetched again in time.
    func credentials() throws(AWSAccessError) -> Credentials
}

/// Keys that stand in the environment or in a profile.
struct StaticProvider: CredentialsProvider {
    let name: String
    private let keys: Credentials

    init(name: String, _ keys: Credentials) {
        self.name = name
        self.keys = keys
    }

    func credentials() -> Credentials { keys }
}
