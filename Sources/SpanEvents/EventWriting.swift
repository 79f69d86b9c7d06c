import CSMEvents
import OTLP

/// A call and its attempts in the words of CSM, with what no CSM sender tells at the end.
struct EventWriting {
    private let clientID: String
    private var services = ServiceIDs()
    private var userAgents = UserAgents()

    init(clientID: String) { self.clientID = clientID }

    /// What all events of a call have in common.
    private struct Call {
        let service: [UInt8]
        let api: ArraySlice<UInt8>
        let region: ArraySlice<UInt8>?
        let userAgent: ArraySlice<UInt8>
        let resource: ArraySlice<UInt8>?
    }

    private mutating func call(_ span: Span, _ requests: [Span]) -> Call {
        let operation = span.operation
        let agent = requests.lazy
            .compactMap { $0.attributes.text(.userAgent, to: .userAgentOld) }.first
        return Call(
            service: services.id(of: operation.service), api: operation.api,
            region: span.attributes.text(.cloudRegion, to: .awsRegion),
            userAgent: agent ?? userAgents.userAgent(of: span)[...],
            resource: span.resourceName)
    }

    /// The events of a call and of the requests that were its attempts.
    mutating func group(of span: Span, _ requests: [Span]) -> SpanGroup {
        let requests = requests.sorted { $0.start < $1.start }
        let call = call(span, requests)
        let status = span.status ?? requests.last?.status
        let failure = SpanFailure(span, status: status)
        let requestID = span.attributes.text(.requestID, to: .requestIDOfJS)
        var attempts: [[UInt8]] = []
        for (place, request) in requests.enumerated() {
            // Only the call knows the code of the answer that ended it, and its id.
            let isLast = place == requests.count - 1
            attempts.append(
                attempt(
                    request, of: call,
                    answered: isLast && failure?.isService == true ? failure : nil,
                    requestID: isLast ? requestID : nil))
        }
        return SpanGroup(
            attempts: attempts,
            call: event(span, call, requests.count, status, failure, requestID),
            requestID: requestID.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The event of an attempt that came when its call's was made.
    mutating func lateAttempt(_ request: Span, of span: Span) -> SpanGroup {
        SpanGroup(
            attempts: [
                attempt(request, of: call(span, [request]), answered: nil, requestID: nil)
            ], call: nil, requestID: nil)
    }

    private func attempt(
        _ request: Span, of call: Call, answered: SpanFailure?, requestID: ArraySlice<UInt8>?
    ) -> [UInt8] {
        var text = start("ApiCallAttempt", call, at: request)
        text.add("AttemptLatency", number: request.milliseconds)
        text.add("Fqdn", request.host)
        text.add("UserAgent", call.userAgent)
        text.add("Region", call.region)
        text.add("HttpStatusCode", number: request.status)
        text.add("XAmznRequestId", requestID)
        if request.status != nil {
            add(answered, to: &text, "AwsException", "AwsExceptionMessage")
        } else {
            let own = SpanFailure(request, status: nil)
            add(own, to: &text, "SdkException", "SdkExceptionMessage")
        }
        text.add("Resource", call.resource)
        return finished(&text, request)
    }

    private func event(
        _ span: Span, _ call: Call, _ requests: Int, _ status: Int64?, _ failure: SpanFailure?,
        _ requestID: ArraySlice<UInt8>?
    ) -> [UInt8] {
        let attempts = Self.attemptCount(span, requests, status, failure)
        var text = start("ApiCall", call, at: span)
        text.add("AttemptCount", number: attempts)
        text.add("Region", call.region)
        text.add("UserAgent", call.userAgent)
        text.add("FinalHttpStatusCode", number: status)
        if failure?.isService == true {
            add(failure, to: &text, "FinalAwsException", "FinalAwsExceptionMessage")
        } else {
            add(failure, to: &text, "FinalSdkException", "FinalSdkExceptionMessage")
        }
        text.add("Latency", number: span.milliseconds)
        text.add(
            "MaxRetriesExceeded",
            number: Self.hasEndedRetries(attempts, status, failure) ? 1 : 0)
        // CSM tells it of attempts; where there are none, it would be lost.
        if requests == 0 { text.add("XAmznRequestId", requestID) }
        text.add("Resource", call.resource)
        return finished(&text, span)
    }

    /// As the instrumentation counts, else the requests that were seen, else what the error tells.
    private static func attemptCount(
        _ span: Span, _ requests: Int, _ status: Int64?, _ failure: SpanFailure?
    ) -> Int64 {
        if let retries = span.attributes.integer(.retryAttempts), (0..<1_000).contains(retries) {
            return retries + 1
        }
        if requests > 0 { return Int64(requests) }
        if let attempts = failure?.attempts, (1..<1_000).contains(attempts) { return attempts }
        guard status == nil, let failure, !failure.isService else { return 1 }
        return FailureOrigin.isOnTheWay(failure) ? 1 : 0
    }

    /// Whether the call failed with what an SDK tries again, after it had.
    private static func hasEndedRetries(
        _ attempts: Int64, _ status: Int64?, _ failure: SpanFailure?
    ) -> Bool {
        guard let failure else { return attempts > 1 && status ?? 0 >= 500 }
        if failure.saysRetriesEnded { return true }
        guard attempts > 1 else { return false }
        guard failure.isService else { return true }
        return status ?? 0 >= 500 || status == 429 || ThrottleCodes.contains(failure.code)
    }

    // MARK: Members

    private func start(_ type: String, _ call: Call, at span: Span) -> EventText {
        var text = EventText()
        text.add("Version", number: 1)
        text.add("ClientId", clientID)
        text.add("Type", type)
        text.add("Service", call.service[...])
        text.add("Api", call.api)
        text.add("Timestamp", number: Int64(span.start / 1_000_000))
        return text
    }

    private func add(
        _ failure: SpanFailure?, to text: inout EventText, _ name: StaticString,
        _ message: StaticString
    ) {
        guard let failure else { return }
        text.add(name, failure.code)
        // It may repeat a request, with its URL or its headers.
        text.add(
            message, SecretText.masked(failure.message), atMost: EventText.longestMessage)
    }

    private func finished(_ text: inout EventText, _ span: Span) -> [UInt8] {
        text.open("Otel")
        text.add("TraceId", high: span.id.traceHigh, id: span.id.traceLow)
        text.add("SpanId", id: span.id.span)
        if span.parent != 0 { text.add("ParentSpanId", id: span.parent) }
        text.add("Scope", span.source.scope[...])
        text.close()
        text.add("DurationUs", number: span.microseconds)
        text.close()
        return text.bytes
    }
}
