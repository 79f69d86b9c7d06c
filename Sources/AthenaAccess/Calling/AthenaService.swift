import AWSAccess

/// Sends one query's calls, each once.
final class AthenaService {
    /// A page of long rows, in MiB.
    private static let longestPage = 32
    /// Of a call that is hurried, in milliseconds.
    private static let patience: Int64 = 5_000

    private let endpoint: HTTPURL
    private let caller: SignedCaller
    private let userAgent: String
    private let requests: AthenaRequests
    /// The last answer that told of a wrong clock.
    private var skewed: HTTPResponse?

    init(
        _ endpoint: HTTPURL, _ caller: SignedCaller, userAgent: String, _ requests: AthenaRequests
    ) {
        self.endpoint = endpoint
        self.caller = caller
        self.userAgent = userAgent
        self.requests = requests
    }

    /// One call, sent once; throws where there are no credentials to make it with.
    func send(_ call: AthenaCall, isHurried: Bool) throws(AWSAccessError) -> AthenaOutcome {
        var request = HTTPRequest(
            "POST", endpoint,
            headers: [
                ("Content-Type", AthenaRequests.contentType),
                ("X-Amz-Target", requests.target(of: call)), ("User-Agent", userAgent),
            ], body: requests.body(of: call))
        if case .page = call { request.longestAnswer = Self.longestPage << 20 }
        if isHurried { request.patience = Self.patience }
        do throws(SignedCaller.Failure) {
            return outcome(try caller.send(request), of: call)
        } catch {
            switch error {
            case .access(let error): throw error
            case .http(.unsent(let reason)): return .unreachable("\(endpoint.authority): \(reason)")
            case .http(.unanswered(let reason)):
                return Self.isTooLong(call, reason)
                    ? .tooLong("a row of the result is longer than \(Self.longestPage) MiB")
                    : .ambiguous(reason)
            }
        }
    }

    /// Whether a page was longer than `longestPage`, which the transport only has words for.
    private static func isTooLong(_ call: AthenaCall, _ reason: String) -> Bool {
        guard case .page = call else { return false }
        return reason.hasSuffix("the response is too long")
    }

    private func outcome(_ response: HTTPResponse, of call: AthenaCall) -> AthenaOutcome {
        if (200..<300).contains(response.status) {
            guard let answer = AthenaAnswer(to: call, response.body) else {
                return .ambiguous("the response is not what Athena would send")
            }
            return .answered(shown(answer))
        }
        let isClockOff = caller.isClockOff(by: response)
        skewed = isClockOff ? response : nil
        return AthenaOutcome(
            caller.serviceError(of: response), asked: RetryDelay.asked(by: response),
            isClockOff: isClockOff)
    }

    /// What a query's failure says goes to a terminal or a log.
    private func shown(_ answer: AthenaAnswer) -> AthenaAnswer {
        guard case .status(var status) = answer else { return answer }
        status.reason = status.reason.map(caller.shown)
        let message = status.fault?.message.map(caller.shown)
        status.fault?.message = message
        return .status(status)
    }

    func correctClock() {
        if let skewed { caller.correctClock(by: skewed) }
    }
}
