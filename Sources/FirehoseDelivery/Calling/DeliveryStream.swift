public import AWSAccess
public import FirehoseLines

/// A Firehose delivery stream that records are put into.
public final class DeliveryStream: RecordSink {
    public let name: String
    private let endpoint: HTTPURL
    private let caller: SignedCaller
    private let userAgent: String
    /// The last answer that told of a wrong clock.
    private var skewed: HTTPResponse?

    public init(
        named name: String, at endpoint: HTTPURL, _ caller: SignedCaller, userAgent: String
    ) {
        self.name = name
        self.endpoint = endpoint
        self.caller = caller
        self.userAgent = userAgent
    }

    public func put(_ packs: [Pack]) throws(AWSAccessError) -> CallOutcome {
        let request = HTTPRequest(
            "POST", endpoint,
            headers: [
                ("Content-Type", PutRecordBatch.contentType),
                ("X-Amz-Target", PutRecordBatch.target), ("User-Agent", userAgent),
            ], body: PutRecordBatch.body(stream: name, packs))
        do throws(SignedCaller.Failure) {
            return outcome(try caller.send(request), of: packs.count)
        } catch {
            switch error {
            case .access(let error): throw error
            case .http(.unsent(let reason)): return .unreachable(reason)
            case .http(.unanswered(let reason)): return .ambiguous(reason)
            }
        }
    }

    private func outcome(_ response: HTTPResponse, of count: Int) -> CallOutcome {
        let asked = RetryDelay.asked(by: response)
        if (200..<300).contains(response.status) {
            let results = PutRecordBatch.results(response.body, of: count)
            return results.map { .answered($0, asked: asked) }
                ?? .ambiguous("the response does not have a result for each record")
        }
        let isClockOff = caller.isClockOff(by: response)
        skewed = isClockOff ? response : nil
        return CallOutcome(
            caller.serviceError(of: response), asked: asked, isClockOff: isClockOff)
    }

    public func renewCredentials() throws(AWSAccessError) { try caller.renewCredentials() }

    public func correctClock() {
        if let skewed { caller.correctClock(by: skewed) }
    }
}
