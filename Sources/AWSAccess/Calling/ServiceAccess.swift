/// How one AWS service is reached from here: where it is, and who asks.
public struct ServiceAccess {
    public let region: String
    public let endpoint: HTTPURL
    private let service: String
    private let surroundings: Surroundings
    private let chain: CredentialsChain
    private let network: Network

    /// `service` is the endpoint's name and the signing name, such as `firehose`.
    ///
    /// The other three are what the command line says. Nothing is sent yet.
    public init(
        to service: String, region: String? = nil, profile: String? = nil,
        endpoint: String? = nil, _ surroundings: Surroundings,
        timeouts: HTTPTransport.Timeouts = .service
    ) throws(AWSAccessError) {
        let profiles = try Profiles(surroundings)
        let settings = try CredentialsChain.profile(profile, surroundings, profiles)
        let bundle = surroundings.variable("AWS_CA_BUNDLE") ?? settings?["ca_bundle"]
        let network = Network(
            surroundings, authorities: bundle.map(surroundings.expanded), timeouts: timeouts)
        let region = try Region.resolve(explicit: region, surroundings, settings)
        self.region = region
        self.endpoint = try Endpoint.resolve(
            service, explicit: endpoint, region: region, surroundings, settings, profiles)
        self.service = service
        self.surroundings = surroundings
        self.network = network
        chain = CredentialsChain(
            surroundings: surroundings, profiles: profiles, network: network,
            explicitProfile: profile
        ) { () throws(AWSAccessError) in
            let url = try Endpoint.resolve("sts", region: region, surroundings, settings, profiles)
            return SecurityTokenService(url, region: region, surroundings, network)
        }
    }

    /// Who calls; finds where the credentials are, and fetches none yet.
    public func caller() throws(AWSAccessError) -> SignedCaller {
        SignedCaller(
            CredentialsCache(try chain.provider()),
            try network.transport(to: endpoint), region: region, service: service,
            now: surroundings.now)
    }
}
