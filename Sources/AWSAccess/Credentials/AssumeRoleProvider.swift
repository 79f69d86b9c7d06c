/// Temporary credentials for a role, by means of other credentials.
struct AssumeRoleProvider: CredentialsProvider {
    let role: SecurityTokenService.Role
    let source: any CredentialsProvider
    let service: SecurityTokenService

    var name: String { "role \(role.arn), by \(source.name)" }

    func credentials() throws(AWSAccessError) -> Credentials {
        try service.assume(role, with: source.credentials())
    }
}
