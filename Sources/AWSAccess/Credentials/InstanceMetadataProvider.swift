/// Credentials of an EC2 instance's role, by its metadata service, version 2 alone.
///
/// Source: "Use IMDSv2" in the EC2 user guide.
struct InstanceMetadataProvider: CredentialsProvider {
    private let surroundings: Surroundings
    private let network: Network

    let name = "the EC2 instance's role"

    static func isDisabled(_ surroundings: Surroundings) -> Bool {
        surroundings.isOn("AWS_EC2_METADATA_DISABLED")
    }

    init(_ surroundings: Surroundings, _ network: Network) {
        self.surroundings = surroundings
        self.network = network
    }

    func credentials() throws(AWSAccessError) -> Credentials {
        let token = try text(
            of: HTTPRequest(
                "PUT", try url("/latest/api/token"),
                headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")]))
        let folder = "/latest/meta-data/iam/security-credentials/"
        let authorization = [("X-aws-ec2-metadata-token", String(decoding: token, as: UTF8.self))]
        let roles = try text(of: HTTPRequest("GET", try url(folder), headers: authorization))
        let role = String(decoding: roles, as: UTF8.self).split(whereSeparator: \.isNewline).first
        guard let role else { throw failure("it has no role") }
        let path = folder + PercentEncoding.encoded(String(role))
        let document = try CredentialsDocument(
            try text(of: HTTPRequest("GET", try url(path), headers: authorization)), from: name)
        if let code = document.code, code != "Success" {
            let error = ServiceError(status: 200, code: code, message: document.message)
                .hiding(nil, and: String(decoding: token, as: UTF8.self))
            throw failure("\(error.code ?? ""): \(error.message ?? "no reason")")
        }
        return try document.credentials(from: name)
    }

    private func failure(_ reason: String) -> AWSAccessError {
        .credentials("get credentials of the EC2 instance", reason)
    }

    private func url(_ path: String) throws(AWSAccessError) -> HTTPURL {
        let isIPv6 =
            surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased()
            == "ipv6"
        let standard = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        var base = surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? standard
        while base.hasSuffix("/") { base.removeLast() }
        guard let url = HTTPURL(base + path) else {
            throw .credentials(
                "use AWS_EC2_METADATA_SERVICE_ENDPOINT", "it is not an http or https URL")
        }
        return url
    }

    /// One attempt: where there is no instance, nobody is to wait.
    private func text(of request: HTTPRequest) throws(AWSAccessError) -> [UInt8] {
        let caller = RetryingCaller(network, surroundings, local: .metadata)
        let response = try caller.send("get credentials of the EC2 instance", attempts: 1) { _ in
            request
        }
        guard response.status == 200 else {
            throw failure(
                response.status == 404 && request.method == "GET"
                    ? "it has no role" : "HTTP status \(response.status)")
        }
        return response.body
    }
}
