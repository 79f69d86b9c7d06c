/// Where credentials come from, in this order: `--profile`; the environment's keys; the profile of
/// `AWS_PROFILE` or the default one; a web identity; the container's agent; the instance's role.
struct CredentialsChain {
    let surroundings: Surroundings
    let profiles: Profiles
    let network: Network
    /// `--profile`.
    let explicitProfile: String?
    /// STS, which is reached as the pushing profile says, whoever's role is asked for.
    let service: () throws(AWSAccessError) -> SecurityTokenService

    func provider() throws(AWSAccessError) -> any CredentialsProvider {
        if let explicitProfile {
            guard let ofProfile = try ofProfile() else {
                throw .credentials("use profile \(explicitProfile)", "it has no credentials")
            }
            return ofProfile
        }
        // A profile that is named and wrong is no reason to look elsewhere, not even beside keys.
        let isNamed = surroundings.variable("AWS_PROFILE") != nil
        let ofNamedProfile = isNamed ? try ofProfile() : nil
        if let keys = try environmentKeys() { return keys }
        if let ofProfile = try isNamed ? ofNamedProfile : ofProfile() { return ofProfile }
        if let webIdentity = try webIdentity() { return webIdentity }
        if ContainerProvider.isConfigured(surroundings) {
            return ContainerProvider(surroundings, network)
        }
        guard !InstanceMetadataProvider.isDisabled(surroundings) else {
            throw Self.nothing("AWS_EC2_METADATA_DISABLED is set")
        }
        return LastResort(provider: InstanceMetadataProvider(surroundings, network))
    }

    /// The last of all places: where there is nobody, it is all of them that had nothing.
    private struct LastResort: CredentialsProvider {
        let provider: InstanceMetadataProvider
        var name: String { provider.name }

        func credentials() throws(AWSAccessError) -> Credentials {
            do throws(AWSAccessError) {
                return try provider.credentials()
            } catch {
                throw nothing("EC2 instance metadata: \(error.reason)")
            }
        }
    }

    /// What is said when the last of all places has nothing either.
    static func nothing(_ last: String) -> AWSAccessError {
        .credentials(
            "find AWS credentials",
            "none in the environment, a profile, a web identity or a container; \(last)",
            advice: "pass --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID")
    }

    /// The profile that settings are read from; `nil` where there is only the default one, and it
    /// is not there.
    static func profile(
        _ explicit: String?, _ surroundings: Surroundings, _ profiles: Profiles
    ) throws(AWSAccessError) -> Profile? {
        guard let name = explicit ?? surroundings.variable("AWS_PROFILE") else {
            return profiles.profile("default")
        }
        guard let profile = profiles.profile(name) else {
            throw .credentials("use profile \(name)", "it is neither in \(profiles.files)")
        }
        return profile
    }

    private func ofProfile() throws(AWSAccessError) -> (any CredentialsProvider)? {
        guard let profile = try Self.profile(explicitProfile, surroundings, profiles) else {
            return nil
        }
        return try profileCredentials.provider(of: profile)
    }

    private var profileCredentials: ProfileCredentials {
        ProfileCredentials(
            surroundings: surroundings, profiles: profiles, network: network,
            environmentKeys: environmentKeys, service: service)
    }

    private func environmentKeys() throws(AWSAccessError) -> (any CredentialsProvider)? {
        let (id, secret) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        switch (surroundings.variable(id), surroundings.variable(secret)) {
        case (nil, nil): return nil
        case (let key?, let secretKey?):
            return StaticProvider(
                name: "the environment",
                Credentials(
                    accessKeyID: key, secretAccessKey: secretKey,
                    sessionToken: surroundings.variable("AWS_SESSION_TOKEN")))
        case (_?, nil): throw .credentials("use \(id)", "\(secret) is not set")
        case (nil, _?): throw .credentials("use \(secret)", "\(id) is not set")
        }
    }

    private func webIdentity() throws(AWSAccessError) -> WebIdentityProvider? {
        let (file, arn) = ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN")
        guard let path = surroundings.variable(file) else { return nil }
        guard let role = surroundings.variable(arn) else {
            throw .credentials("use \(file)", "\(arn) is not set")
        }
        return WebIdentityProvider(
            role: ProfileCredentials.role(role, surroundings.variable("AWS_ROLE_SESSION_NAME")),
            tokenFile: path, service: try service())
    }
}
