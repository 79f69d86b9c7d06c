import FoundationEssentials

/// The calls of AWS STS that give credentials (query protocol, version 2011-06-15).
struct SecurityTokenService {
    private let url: HTTPURL
    private let region: String
    private let surroundings: Surroundings
    private let caller: RetryingCaller

    init(
        _ url: HTTPURL, region: String, _ surroundings: Surroundings, _ network: Network
    ) {
        self.url = url
        self.region = region
        self.surroundings = surroundings
        caller = RetryingCaller(network, surroundings)
    }

    /// A role to take on.
    struct Role {
        let arn: String
        let sessionName: String
        var externalID: String?
        var durationSeconds: String?
    }

    func assume(_ role: Role, with keys: Credentials) throws(AWSAccessError) -> Credentials {
        try call(
            "AssumeRole",
            parameters(role) + (role.externalID.map { [("ExternalId", $0)] } ?? []),
            for: role, hiding: nil, keys)
    }

    func assume(_ role: Role, withWebIdentity token: String) throws(AWSAccessError) -> Credentials {
        try call(
            "AssumeRoleWithWebIdentity", parameters(role) + [("WebIdentityToken", token)],
            for: role, hiding: token, nil)
    }

    private func parameters(_ role: Role) -> [(String, String)] {
        [("RoleArn", role.arn), ("RoleSessionName", role.sessionName)]
            + (role.durationSeconds.map { [("DurationSeconds", $0)] } ?? [])
    }

    private func call(
        _ action: String, _ parameters: [(String, String)], for role: Role,
        hiding token: String?, _ keys: Credentials?
    ) throws(AWSAccessError) -> Credentials {
        let operation = "assume \(role.arn)"
        let form = ([("Action", action), ("Version", "2011-06-15")] + parameters)
            .map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
        let signer = keys.map { SigV4Signer($0, region: region, service: "sts") }
        let response = try caller.send(operation) {
            var request = HTTPRequest(
                "POST", url,
                headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
                body: Array(form.utf8))
            signer?.sign(&request, at: $0)
            return request
        }
        guard response.status == 200 else {
            let error = ServiceError(response).hiding(keys, and: token)
            let code = error.code ?? "HTTP status \(error.status)"
            throw .credentials(operation, "STS returned \(code): \(error.message ?? "no reason")")
        }
        let xml = XMLText(response.body)
        guard let id = xml.element("AccessKeyId"), let secret = xml.element("SecretAccessKey"),
            let token = xml.element("SessionToken")
        else { throw .credentials(operation, "the response of STS has no credentials") }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token,
            expiration: try CredentialsDocument.date(xml.element("Expiration"), operation))
    }
}
