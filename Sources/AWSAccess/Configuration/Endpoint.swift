/// Where a service is.
enum Endpoint {
    /// The first of `explicit`, the environment's, the profile's, and AWS's own.
    ///
    /// `service` is `firehose` or `sts`. Source: "Service-specific endpoints" in the AWS SDKs and
    /// tools reference guide.
    static func resolve(
        _ service: String, explicit: String? = nil, region: String, _ surroundings: Surroundings,
        _ profile: Profile?, _ profiles: Profiles
    ) throws(AWSAccessError) -> HTTPURL {
        var chosen = explicit.map { ($0, "--endpoint-url") }
        if chosen == nil { chosen = try configured(service, surroundings, profile, profiles) }
        let (text, source) =
            chosen ?? (own(service, region, surroundings, profile), "the region")
        guard let url = HTTPURL(text), url.query.isEmpty else {
            throw AWSAccessError(
                .setting, "use the endpoint of \(source)", "it is not an http or https URL",
                advice: "pass a URL such as https://\(service).eu-central-1.amazonaws.com")
        }
        return url
    }

    private static func configured(
        _ service: String, _ surroundings: Surroundings, _ profile: Profile?, _ profiles: Profiles
    ) throws(AWSAccessError) -> (String, String)? {
        if surroundings.isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", in: profile) { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let text = surroundings.variable(name) { return (text, name) }
        }
        guard let profile else { return nil }
        var text = profile["endpoint_url"]
        if let name = profile["services"] {
            guard let services = profiles.services(name) else {
                throw .credentials(
                    "use profile \(profile.name)",
                    "its services section \(name) is not in \(profiles.configPath)")
            }
            text = services["\(service).endpoint_url"] ?? text
        }
        return text.map { ($0, "profile \(profile.name)") }
    }

    private static func own(
        _ service: String, _ region: String, _ surroundings: Surroundings, _ profile: Profile?
    ) -> String {
        let partition = Partition.of(region)
        let isDualStack = surroundings.isOn("AWS_USE_DUALSTACK_ENDPOINT", in: profile)
        // All of GovCloud's STS is FIPS.
        let isFIPSAnyway = service == "sts" && region.hasPrefix("us-gov-") && !isDualStack
        let isFIPS = surroundings.isOn("AWS_USE_FIPS_ENDPOINT", in: profile) && !isFIPSAnyway
        let fips = isFIPS ? "-fips" : ""
        let suffix = isDualStack ? partition.dualStackSuffix : partition.suffix
        return "https://\(service)\(fips).\(region).\(suffix)"
    }
}
