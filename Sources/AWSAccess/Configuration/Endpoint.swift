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
        let (text, source) =
            explicit.map { ($0, "--endpoint-url") }
            ?? configured(service, surroundings, profile, profiles)
            ?? (own(service, region, surroundings, profile), "the region")
        guard let url = HTTPURL(text), url.query.isEmpty else {
            throw AWSAccessError(
                .setting, "use the endpoint of \(source)", "it is no http or https URL",
                advice: "it takes one like https://firehose.eu-central-1.amazonaws.com")
        }
        return url
    }

    private static func configured(
        _ service: String, _ surroundings: Surroundings, _ profile: Profile?, _ profiles: Profiles
    ) -> (String, String)? {
        let isIgnored =
            surroundings.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            || profile?["ignore_configured_endpoint_urls"]?.lowercased() == "true"
        if isIgnored { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let text = surroundings.variable(name) { return (text, name) }
        }
        guard let profile else { return nil }
        let services = profile["services"].flatMap(profiles.services)
        let text = services?["\(service).endpoint_url"] ?? profile["endpoint_url"]
        return text.map { ($0, "profile \(profile.name)") }
    }

    private static func own(
        _ service: String, _ region: String, _ surroundings: Surroundings, _ profile: Profile?
    ) -> String {
        func isOn(_ variable: String, _ setting: String) -> Bool {
            (surroundings.variable(variable) ?? profile?[setting])?.lowercased() == "true"
        }
        let partition = Partition.of(region)
        let isDualStack = isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        // All of GovCloud's STS is FIPS.
        let isFIPSAnyway = service == "sts" && region.hasPrefix("us-gov-") && !isDualStack
        let isFIPS = isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") && !isFIPSAnyway
        let fips = isFIPS ? "-fips" : ""
        let suffix = isDualStack ? partition.dualStackSuffix : partition.suffix
        return "https://\(service)\(fips).\(region).\(suffix)"
    }
}
