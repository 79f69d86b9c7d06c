import OTLP

/// A call and its attempts in the words of CSM.
struct EventWriting {
    let clientID: String

    /// The attempts in the order of their starts, then the call.
    func events(of call: Span, _ requests: [Span]) -> [[UInt8]] {
        let requests = requests.sorted { $0.start < $1.start }
        let status = call.status ?? requests.last?.status
        let failure = SpanFailure(call, status: status)
        let userAgent =
            requests.lazy.compactMap { $0.attributes.text(.userAgent, .userAgentOld) }.first
            ?? Self.userAgent(of: call)
        var events = requests.enumerated().map { index, request in
            var text = start("ApiCallAttempt", call: call, at: request)
            text.add("AttemptLatency", request.milliseconds)
            text.add("Fqdn", request.host)
            text.add("UserAgent", userAgent)
            text.add("Region", call.attributes.text(.cloudRegion, .awsRegion))
            text.add("HttpStatusCode", request.status)
            // Only the call knows the code of the answer that ended it.
            let isLast = index == requests.count - 1
            let own = SpanFailure(request, status: request.status)
            if request.status != nil {
                let answered = isLast && failure?.isService == true ? failure : nil
                add(answered, to: &text, service: "AwsException", sdk: "SdkException")
            } else {
                add(own, to: &text, service: "AwsException", sdk: "SdkException")
            }
            return finished(text, request)
        }
        events.append(self.call(call, requests, status, failure, userAgent))
        return events
    }

    private func call(
        _ call: Span, _ requests: [Span], _ status: Int64?, _ failure: SpanFailure?,
        _ userAgent: String
    ) -> [UInt8] {
        var attempts = Int64(max(requests.count, 1))
        if let retries = call.attributes.integer(.retryAttempts), (0..<1_000).contains(retries) {
            attempts = retries + 1
        } else if requests.isEmpty, status == nil, let failure, !failure.isService,
            !failure.isTransport
        {
            attempts = 0  // it never left
        }
        var text = start("ApiCall", call: call, at: call)
        text.add("AttemptCount", attempts)
        text.add("Region", call.attributes.text(.cloudRegion, .awsRegion))
        text.add("UserAgent", userAgent)
        text.add("FinalHttpStatusCode", status)
        add(failure, to: &text, service: "FinalAwsException", sdk: "FinalSdkException")
        text.add("Latency", call.milliseconds)
        let isError = failure != nil || status ?? 0 >= 400
        text.add("MaxRetriesExceeded", isError && attempts > 1 ? 1 : 0)
        text.add("XAmznRequestId", call.attributes.text(.requestID, .requestIDOfJS))
        text.add("Resource", call.resourceName)
        return finished(text, call)
    }

    private func start(_ type: String, call: Span, at span: Span) -> EventText {
        var text = EventText()
        text.add("Version", 1)
        text.add("ClientId", clientID)
        text.add("Type", type)
        text.add("Service", ServiceIDs.id(of: call.service))
        text.add("Api", call.api)
        text.add("Timestamp", span.start / 1_000_000)
        return text
    }

    private func add(
        _ failure: SpanFailure?, to text: inout EventText, service: String, sdk: String
    ) {
        guard let failure else { return }
        let name = failure.isService ? service : sdk
        text.add(name, failure.code)
        text.add(name + "Message", failure.message)
    }

    private func finished(_ unfinished: EventText, _ span: Span) -> [UInt8] {
        var text = unfinished
        text.open("Otel")
        text.add("TraceId", span.id.traceText)
        text.add("SpanId", span.id.spanText)
        if span.parent != 0 { text.add("ParentSpanId", SpanID(span: span.parent).spanText) }
        text.add("Scope", span.scope.name)
        text.close()
        text.add("DurationUs", span.microseconds)
        text.close()
        return text.bytes
    }

    /// What stands for the user agent where no span has one: the SDK's product token first.
    private static func userAgent(of call: Span) -> String {
        let language = call.resource.text(.sdkLanguage) ?? ""
        let token: String? =
            switch language {
            case "python": "Botocore"
            case "nodejs": "aws-sdk-js"
            case "ruby": "aws-sdk-ruby3"
            case "go": "aws-sdk-go-v2"
            case "java": "aws-sdk-java"
            default: nil
            }
        let scope = call.scope.name + (call.scope.version.isEmpty ? "" : "/" + call.scope.version)
        let words = [token, "opentelemetry-" + (language.isEmpty ? "unknown" : language), scope]
        return words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Span {
    /// Newer conventions put the service before the method.
    private var methodParts: [Substring] {
        (attributes.text(.rpcMethod) ?? "").split(separator: "/", maxSplits: 1)
    }
    var api: String { methodParts.last.map(String.init) ?? "" }
    var service: String {
        attributes.text(.rpcService)
            ?? (methodParts.count == 2 ? String(methodParts[0]) : "")
    }

    /// The table, queue, bucket, topic or stream.
    var resourceName: String? {
        if let name = attributes.text(
            .tableNames, .tableName, .bucket, .bucketName, .queueName, .stream, .streamName)
        {
            return name
        }
        if let url = attributes.text(.queueURL, .queueURLOld, .queueURLOfJava) {
            return url.split(separator: "/").last.map(String.init)
        }
        guard
            let name = attributes.text(.topic, .topicOfJava, .destinationName, .destination)
        else { return nil }
        return name.split(separator: ":").last.map(String.init)
    }
}
