/// Credentials of profiles that only the AWS CLI knows how to log in with: SSO, login sessions and
/// those that ask for an MFA code.
struct CommandLineInterfaceProvider: CredentialsProvider {
    let profile: String
    /// What of the profile we cannot do, such as `sso_session`.
    let setting: String
    let surroundings: Surroundings

    var name: String { "the AWS CLI's profile \(profile)" }

    func credentials() throws(AWSAccessError) -> Credentials {
        let export =
            "aws configure export-credentials --profile \(quoted(profile)) --format process"
        guard isVersion2 else {
            throw .credentials(
                "use profile \(profile)",
                "its \(setting) needs AWS CLI version 2, which is not installed",
                advice: "install it, or run this where it is installed: \(export)")
        }
        return try ProcessProvider(name: name, command: export, surroundings: surroundings)
            .credentials()
    }

    private var isVersion2: Bool {
        let output = try? ProcessOutput(
            ofShell: "command -v aws >/dev/null && aws --version",
            environment: surroundings.unobserved)
        return String(decoding: output?.bytes ?? [], as: UTF8.self).hasPrefix("aws-cli/2")
    }

    private func quoted(_ text: String) -> String {
        // By scalars: an apostrophe with an accent is another Character, but the shell's all the same.
        "'" + text.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
}
