import FoundationEssentials

/// Credentials as containers, instances and processes hand them out, in JSON.
struct CredentialsDocument: Decodable {
    let version: Int?
    /// `Success` of an instance that has some.
    let code: String?
    let message: String?
    private let accessKeyID: String?
    private let secretAccessKey: String?
    private let token: String?
    private let sessionToken: String?
    private let expiration: String?

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case code = "Code"
        case message = "Message"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case sessionToken = "SessionToken"
        case expiration = "Expiration"
    }

    /// `source` gave these bytes; a failure never shows them.
    init(_ bytes: [UInt8], from source: String) throws(AWSAccessError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw .credentials(
                "read the credentials of \(source)", "they are not in the expected JSON format")
        }
    }

    func credentials(from source: String) throws(AWSAccessError) -> Credentials {
        let operation = "read the credentials of \(source)"
        guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, !secretAccessKey.isEmpty
        else {
            throw .credentials(operation, "AccessKeyId or SecretAccessKey is missing")
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey,
            sessionToken: token ?? sessionToken,
            expiration: try Self.date(expiration, operation))
    }

    static func date(_ text: String?, _ operation: String) throws(AWSAccessError) -> Date? {
        guard let text else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw .credentials(operation, "their Expiration is not an ISO 8601 time")
        }
        return date
    }
}
