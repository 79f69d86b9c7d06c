/// Which fields hold a session token or a secret key, and are not sent.
enum SecretName {
    private static let ends = ["sessiontoken", "securitytoken", "secretaccesskey", "secretkey"]
        .map { Array($0.utf8) }

    /// Whether the letters of a field's name, in any case, end in those of a secret's:
    /// `SessionToken`, `aws_session_token`, `X-Amz-Security-Token`, `SecretAccessKey`.
    static func matches(_ name: String) -> Bool {
        let letters = name.lowercased().utf8.filter { (0x61...0x7A).contains($0) }
        return ends.contains { letters.suffix($0.count).elementsEqual($0) }
    }
}
