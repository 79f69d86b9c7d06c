import FoundationEssentials

/// Makes signed calls to one service, each sent once.
public final class SignedCaller {
    private let credentials: CredentialsCache
    private let transport: HTTPTransport
    private let region: String
    private let service: String
    private let now: @Sendable () -> Date
    /// What to add to this machine's clock, in seconds.
    private var clockOffset: TimeInterval = 0

    init(
        _ credentials: CredentialsCache, _ transport: HTTPTransport, region: String,
        service: String, now: @escaping @Sendable () -> Date
    ) {
        self.credentials = credentials
        self.transport = transport
        self.region = region
        self.service = service
        self.now = now
    }

    /// Now, by the service's clock as far as it is known.
    private var time: Date { now().addingTimeInterval(clockOffset) }

    /// Why a call was not made, or has no answer.
    public enum Failure: Error {
        /// Nothing was sent: there are no credentials.
        case access(AWSAccessError)
        case http(HTTPFailure)
    }

    /// Where the credentials come from.
    public var credentialsName: String { credentials.name }

    /// Fetches credentials, if none are there.
    public func authenticate() throws(AWSAccessError) { _ = try credentials.credentials(at: time) }

    /// Signs a request at this moment and sends it.
    public func send(_ request: HTTPRequest) throws(Failure) -> HTTPResponse {
        let keys: Credentials
        do throws(AWSAccessError) {
            keys = try credentials.credentials(at: time)
        } catch {
            throw .access(error)
        }
        var signed = request
        SigV4Signer(keys, region: region, service: service)
            .sign(&signed, at: time)
        do throws(HTTPFailure) {
            return try transport.send(signed)
        } catch {
            throw .http(error)
        }
    }

    /// Fetches new credentials, for the service called these expired.
    public func renewCredentials() throws(AWSAccessError) { _ = try credentials.renewed() }

    /// Whether an answer shows that this machine's clock is too wrong to sign by.
    public func isClockOff(by response: HTTPResponse) -> Bool { skew(response) != nil }

    /// Sets the clock by an answer's.
    public func correctClock(by response: HTTPResponse) { clockOffset += skew(response) ?? 0 }

    private func skew(_ response: HTTPResponse) -> TimeInterval? {
        ClockSkew.offset(of: response, now: time)
    }

    /// The error that an answer is, without the caller's keys: AWS repeats the request where it
    /// explains a signature.
    public func serviceError(of response: HTTPResponse) -> ServiceError {
        ServiceError(response).hiding(credentials.kept)
    }

    /// A service's text as it may be shown: the first line, of 512 characters at most, without the
    /// caller's keys.
    public func shown(_ text: String) -> String {
        ServiceError(status: 200, code: nil, message: text).hiding(credentials.kept).message ?? ""
    }
}
