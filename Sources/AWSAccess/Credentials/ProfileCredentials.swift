/// Finds the provider that a profile's settings ask for, and what is wrong with them.
struct ProfileCredentials {
    let surroundings: Surroundings
    let profiles: Profiles
    let network: Network
    /// The provider of the environment's keys, for `credential_source = Environment`.
    let environmentKeys: () throws(AWSAccessError) -> (any CredentialsProvider)?
    let service: () throws(AWSAccessError) -> SecurityTokenService

    /// `nil` for a profile that holds no credentials.
    func provider(of profile: Profile) throws(AWSAccessError) -> (any CredentialsProvider)? {
        try provider(of: profile, visited: [])
    }

    /// A role comes before keys, and keys before a login session and a process.
    private func provider(
        of profile: Profile, visited: [String]
    ) throws(AWSAccessError) -> (any CredentialsProvider)? {
        if profile["role_arn"] != nil {
            return try roleProvider(of: profile, visited: visited)
        }
        if profile["web_identity_token_file"] != nil {
            throw failure(profile, "its web_identity_token_file has no role_arn")
        }
        if let provider = commandLineInterface(for: ["sso_session", "sso_start_url"], of: profile) {
            return provider
        }
        if let keys = try keys(of: profile) { return keys }
        if let provider = commandLineInterface(for: ["login_session"], of: profile) {
            return provider
        }
        return profile["credential_process"].map {
            ProcessProvider(
                name: "profile \(profile.name)'s credential_process", command: $0,
                surroundings: surroundings)
        }
    }

    /// The AWS CLI, for the first of these settings that the profile has.
    private func commandLineInterface(
        for settings: [String], of profile: Profile
    ) -> CommandLineInterfaceProvider? {
        settings.first { profile[$0] != nil }.map {
            CommandLineInterfaceProvider(
                profile: profile.name, setting: $0, surroundings: surroundings)
        }
    }

    private func keys(of profile: Profile) throws(AWSAccessError) -> StaticProvider? {
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            return StaticProvider(
                name: "profile \(profile.name)",
                Credentials(
                    accessKeyID: id, secretAccessKey: secret,
                    sessionToken: profile["aws_session_token"]))
        case (_?, nil): throw failure(profile, "it has no aws_secret_access_key")
        case (nil, _?): throw failure(profile, "it has no aws_access_key_id")
        }
    }

    private func failure(_ profile: Profile, _ reason: String) -> AWSAccessError {
        .credentials("use profile \(profile.name)", reason)
    }

    // MARK: Roles

    private func roleProvider(
        of profile: Profile, visited: [String]
    ) throws(AWSAccessError) -> any CredentialsProvider {
        let role = Self.role(
            profile["role_arn"] ?? "", profile["role_session_name"],
            externalID: profile["external_id"], duration: profile["duration_seconds"])
        if let tokenFile = profile["web_identity_token_file"] {
            return WebIdentityProvider(
                role: role, tokenFile: surroundings.expanded(tokenFile),
                service: try service())
        }
        if let provider = commandLineInterface(for: ["mfa_serial"], of: profile) {
            return provider
        }
        let source: any CredentialsProvider =
            switch (profile["source_profile"], profile["credential_source"]) {
            case (let name?, nil):
                try sourceProvider(named: name, of: profile, visited: visited + [profile.name])
            case (nil, let source?): try provider(ofSource: source, of: profile)
            case (nil, nil):
                throw failure(
                    profile, "its role_arn has neither source_profile nor credential_source")
            case (_?, _?):
                throw failure(profile, "it has both source_profile and credential_source")
            }
        return AssumeRoleProvider(role: role, source: source, service: try service())
    }

    static func role(
        _ arn: String, _ sessionName: String?, externalID: String? = nil, duration: String? = nil
    ) -> SecurityTokenService.Role {
        SecurityTokenService.Role(
            arn: arn, sessionName: sessionName ?? "csm-record", externalID: externalID,
            durationSeconds: duration)
    }

    private func sourceProvider(
        named name: String, of profile: Profile, visited: [String]
    ) throws(AWSAccessError) -> any CredentialsProvider {
        guard let source = profiles.profile(name) else {
            throw failure(
                profile, "its source_profile \(name) is neither in \(profiles.files)")
        }
        // Of a source, keys come before a role: a profile may even name itself.
        if let keys = try keys(of: source) { return keys }
        guard name != profile.name else {
            throw failure(profile, "it is its own source_profile, and has no keys")
        }
        guard !visited.contains(name) else {
            let loop = (visited + [name]).joined(separator: ", ")
            throw failure(profile, "its source_profile settings form a loop: \(loop)")
        }
        guard let provider = try provider(of: source, visited: visited) else {
            throw failure(profile, "its source_profile \(name) has no credentials")
        }
        return provider
    }

    private func provider(
        ofSource source: String, of profile: Profile
    ) throws(AWSAccessError) -> any CredentialsProvider {
        switch source.lowercased() {
        case "environment":
            guard let keys = try environmentKeys() else {
                throw failure(profile, "its credential_source is Environment, which has no keys")
            }
            return keys
        case "ec2instancemetadata":
            if InstanceMetadataProvider.isDisabled(surroundings) {
                throw failure(profile, "AWS_EC2_METADATA_DISABLED disables its credential_source")
            }
            return InstanceMetadataProvider(surroundings, network)
        case "ecscontainer": return ContainerProvider(surroundings, network)
        default:
            throw failure(
                profile,
                "its credential_source is not Environment, Ec2InstanceMetadata or EcsContainer")
        }
    }
}
