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
