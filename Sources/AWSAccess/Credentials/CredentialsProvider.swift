/// A source of credentials.
protocol CredentialsProvider {
    /// What `-v` calls it, as in "credentials from NAME".
    var name: String { get }

    /// New credentials; those that end are fetched again in time.
    func credentials() throws(AWSAccessError) -> Credentials
}
