/// Credentials of an ECS task or an EKS pod, from the agent beside it.
///
/// Source: "Container credential provider" in the AWS SDKs and tools reference guide.
struct ContainerProvider: CredentialsProvider {
    private let surroundings: Surroundings
    private let network: Network

    let name = "the container's agent"

    private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

    /// Whether the environment names an agent.
    static func isConfigured(_ surroundings: Surroundings) -> Bool {
        surroundings.variable(relative) != nil || surroundings.variable(full) != nil
    }

    init(_ surroundings: Surroundings, _ network: Network) {
        self.surroundings = surroundings
        self.network = network
    }

    func credentials() throws(AWSAccessError) -> Credentials {
        let operation = "get credentials from the container's agent"
        let url = try url()
        let token = try authorization()
        let caller = RetryingCaller(network, surroundings, local: .container)
        let response = try caller.send(operation) { _ in
            HTTPRequest(
                "GET", url,
                headers: [("Accept", "application/json")]
                    + (token.map { [("Authorization", $0)] } ?? []))
        }
        guard response.status == 200 else {
            throw .credentials(operation, "it responds with HTTP status \(response.status)")
        }
        return try CredentialsDocument(response.body, from: name).credentials(from: name)
    }

    private func url() throws(AWSAccessError) -> HTTPURL {
        if let path = surroundings.variable(Self.relative) {
            guard path.hasPrefix("/"), let url = HTTPURL("http://169.254.170.2" + path) else {
                throw .credentials("use \(Self.relative)", "it must begin with a slash")
            }
            return url
        }
        guard let text = surroundings.variable(Self.full) else {
            throw .credentials(
                "find the container's agent", "neither \(Self.relative) nor \(Self.full) is set")
        }
        guard let url = HTTPURL(text) else {
            throw .credentials("use \(Self.full)", "it is not an http or https URL")
        }
        guard url.isSecure || Self.isNear(url.host) else {
            throw .credentials(
                "use \(Self.full)",
                "a token would be sent unencrypted to \(url.host), which is not an agent's address"
            )
        }
        return url
    }

    /// Loopback, all that is link-local in IPv4, and the agent of EKS in IPv6.
    private static func isNear(_ host: String) -> Bool {
        if host == "localhost" { return true }
        guard let address = NumericAddress.bytes(of: host) else { return false }
        if address.count == 4 { return address[0] == 127 || address[..<2] == [169, 254] }
        return ["::1", "fd00:ec2::23"].contains { NumericAddress.bytes(of: $0) == address }
    }

    /// The file's token before the variable's: who writes the file renews it.
    private func authorization() throws(AWSAccessError) -> String? {
        let name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        var token = surroundings.variable(name)
        if let path = surroundings.variable("\(name)_FILE") {
            guard let text = SmallFile.text(path) else {
                throw .credentials(
                    "read the container's token \(path)",
                    "the file does not exist or is not readable")
            }
            token = text
        }
        guard var token else { return nil }
        while token.last?.isNewline == true { token.removeLast() }
        guard !token.contains(where: \.isNewline) else {
            throw .credentials("use the container's token", "it has more than one line")
        }
        return token
    }
}
