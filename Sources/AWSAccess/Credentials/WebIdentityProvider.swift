/// Temporary credentials for a role, by means of an identity provider's token in a file, as CI
/// systems and Kubernetes give one.
struct WebIdentityProvider: CredentialsProvider {
    let role: SecurityTokenService.Role
    let tokenFile: String
    let service: SecurityTokenService

    var name: String { "web identity for \(role.arn)" }

    func credentials() throws(AWSAccessError) -> Credentials {
        // Read anew each time: whoever writes the file renews the token.
        guard let text = SmallFile.text(tokenFile) else {
            throw .credentials(
                "read the web identity token \(tokenFile)",
                "the file does not exist or is not readable")
        }
        let token = text.split(whereSeparator: \.isWhitespace).joined()
        guard !token.isEmpty else {
            throw .credentials("read the web identity token \(tokenFile)", "it is empty")
        }
        return try service.assume(role, withWebIdentity: token)
    }
}
