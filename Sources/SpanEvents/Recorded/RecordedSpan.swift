import CSMEvents
import OTLP

/// A span by which `export` told of an event: what it says is taken as it is, and what it lacks the
/// event lacked, so nothing is guessed of it and nothing waits for it.
struct RecordedSpan {
    enum Kind {
        case call, attempt, mark, session
    }

    let kind: Kind
    private let span: Span

    /// `nil` for any other span.
    init?(_ span: Span) {
        switch span.attributes[RecordedAttribute.type]?.text {
        case "ApiCall": kind = .call
        case "ApiCallAttempt": kind = .attempt
        case MarkEvent.type: kind = .mark
        case RecordedAttribute.session: kind = .session
        default: return nil
        }
        self.span = span
    }

    /// Its place in the session it was exported of; 0 where it does not say.
    var sequence: Int64 { integer(.sequence) ?? 0 }

    /// Of a mark, if it was ended.
    var endSequence: Int64? { integer(.endSequence) }

    /// When the event arrived, in microseconds since 1970.
    var arrival: Int64 { integer(.arrival) ?? Int64(span.end / 1_000) }

    /// Milliseconds.
    var latency: Int64? { integer(.latency) }

    /// When the span began and ended, in microseconds since 1970.
    var start: Int64 { Int64(span.start / 1_000) }
    var end: Int64 { Int64(span.end / 1_000) }

    /// Of a session, in microseconds since 1970.
    var session: (start: Int64, end: Int64?)? {
        integer(.sessionStart).map { ($0, integer(.sessionEnd)) }
    }

    func integer(_ name: RecordedAttribute) -> Int64? { span.attributes[name]?.integer }

    func text(_ name: RecordedAttribute) -> String? { span.attributes[name]?.text }

    /// A mark's beginning or end; `nil` for another span.
    func mark(_ phase: MarkEvent.Phase) -> [UInt8]? {
        guard kind == .mark, let name = text(.mark) else { return nil }
        return MarkEvent(name: name, phase: phase, clientID: text(.clientID)).bytes
    }

    /// The event of a call or an attempt; `nil` for another span.
    var event: [UInt8]? {
        guard kind == .call || kind == .attempt else { return nil }
        let isCall = kind == .call
        let attributes = span.attributes
        let isClientFirst = integer(.startsWithClientID) == 1
        var text = EventText()
        if isClientFirst { text.add("ClientId", self.text(.clientID)) }
        text.add("Version", 1)
        if !isClientFirst { text.add("ClientId", self.text(.clientID)) }
        text.add("Type", isCall ? "ApiCall" : "ApiCallAttempt")
        text.add("Service", isCall ? attributes[.rpcService]?.text : self.text(.service))
        text.add("Api", isCall ? attributes[.rpcMethod]?.text : self.text(.api))
        text.add("Timestamp", integer(.timestamp))
        if isCall {
            text.add("AttemptCount", integer(.attemptCount))
        } else {
            text.add("AttemptLatency", integer(.latency))
            text.add("Fqdn", host)
        }
        text.add("UserAgent", attributes[.userAgent]?.text)
        text.add("Region", attributes[.cloudRegion]?.text)
        text.add(isCall ? "FinalHttpStatusCode" : "HttpStatusCode", span.status)
        addFailure(to: &text, prefix: isCall ? "Final" : "")
        if isCall {
            text.add("Latency", integer(.latency))
            text.add("MaxRetriesExceeded", integer(.maxRetriesExceeded))
        }
        text.add("XAmznRequestId", attributes[.requestID]?.text)
        text.add("Resource", self.text(.resource))
        addOrigin(to: &text)
        text.add("DurationUs", integer(.durationMicroseconds))
        text.close()
        return text.bytes
    }

    /// With the port, where the event had one.
    private var host: String? {
        guard let name = span.attributes[.serverAddress]?.text else { return nil }
        return span.attributes[.serverPort]?.integer.map { "\(name):\($0)" } ?? name
    }

    private func addFailure(to text: inout EventText, prefix: String) {
        guard span.statusCode == Span.error else { return }
        let origin = self.text(.exceptionOrigin) == "aws" ? "AwsException" : "SdkException"
        let code = span.exception?[.exceptionType]?.text
        let message = span.exception?[.exceptionMessage]?.text
        text.add(prefix + origin, code)
        text.add(prefix + origin + "Message", message)
        let neverLeft = kind == .call && integer(.attemptCount) == 0 && span.status == nil
        let isTold =
            code != nil || message != nil || span.status ?? 0 >= 400 || neverLeft
        // As SDKs tell of an error by a field of their own.
        if !isTold { text.add(prefix + "SdkExceptionMessage", "") }
    }

    private func addOrigin(to text: inout EventText) {
        guard let scope = self.text(.scope) else { return }
        text.open("Otel")
        text.add("TraceId", span.id.traceText)
        text.add("SpanId", span.id.spanText)
        if span.parent != 0 { text.add("ParentSpanId", SpanID(span: span.parent).spanText) }
        text.add("Scope", scope)
        text.close()
    }
}
