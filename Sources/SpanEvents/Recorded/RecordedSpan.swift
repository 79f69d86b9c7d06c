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
        guard let type = span.attributes.text(RecordedAttribute.type) else { return nil }
        switch String(decoding: type, as: UTF8.self) {
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

    func integer(_ name: RecordedAttribute) -> Int64? { span.attributes.integer(name) }

    func text(_ name: RecordedAttribute) -> ArraySlice<UInt8>? { span.attributes.text(name) }

    private func string(_ name: RecordedAttribute) -> String? {
        text(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A mark's beginning or end; `nil` for another span.
    func mark(_ phase: MarkEvent.Phase) -> [UInt8]? {
        guard kind == .mark, let name = string(.mark) else { return nil }
        return MarkEvent(name: name, phase: phase, clientID: string(.clientID)).bytes
    }

    /// The event of a call or an attempt; `nil` for another span.
    var event: [UInt8]? {
        guard kind == .call || kind == .attempt else { return nil }
        let isCall = kind == .call
        let attributes = span.attributes
        let isClientFirst = integer(.startsWithClientID) == 1
        var text = EventText()
        if isClientFirst { text.add("ClientId", self.text(.clientID)) }
        text.add("Version", number: 1)
        if !isClientFirst { text.add("ClientId", self.text(.clientID)) }
        text.add("Type", isCall ? "ApiCall" : "ApiCallAttempt")
        text.add("Service", isCall ? attributes.text(.rpcService) : self.text(.service))
        text.add("Api", isCall ? attributes.text(.rpcMethod) : self.text(.api))
        text.add("Timestamp", number: integer(.timestamp))
        if isCall {
            text.add("AttemptCount", number: integer(.attemptCount))
        } else {
            text.add("AttemptLatency", number: integer(.latency))
            text.add("Fqdn", host)
        }
        text.add("UserAgent", attributes.text(.userAgent))
        text.add("Region", attributes.text(.cloudRegion))
        text.add(isCall ? "FinalHttpStatusCode" : "HttpStatusCode", number: span.status)
        addFailure(to: &text)
        if isCall {
            text.add("Latency", number: integer(.latency))
            text.add("MaxRetriesExceeded", number: integer(.maxRetriesExceeded))
        }
        text.add("XAmznRequestId", attributes.text(.requestID))
        text.add("Resource", self.text(.resource))
        addOrigin(to: &text)
        text.add("DurationUs", number: integer(.durationMicroseconds))
        text.close()
        return text.bytes
    }

    /// With the port, where the event had one.
    private var host: String? {
        guard let name = span.attributes.string(.serverAddress) else { return nil }
        return span.attributes.integer(.serverPort).map { "\(name):\($0)" } ?? name
    }

    private func addFailure(to text: inout EventText) {
        guard span.statusCode == Span.error else { return }
        let isService = string(.exceptionOrigin) == "aws"
        let (name, messageName): (StaticString, StaticString) =
            switch (kind == .call, isService) {
            case (true, true): ("FinalAwsException", "FinalAwsExceptionMessage")
            case (true, false): ("FinalSdkException", "FinalSdkExceptionMessage")
            case (false, true): ("AwsException", "AwsExceptionMessage")
            case (false, false): ("SdkException", "SdkExceptionMessage")
            }
        let code = span.exception?.text(.exceptionType)
        let message = span.exception?.text(.exceptionMessage)
        text.add(name, code)
        text.add(messageName, message)
        let neverLeft = kind == .call && integer(.attemptCount) == 0 && span.status == nil
        let isTold =
            code != nil || message != nil || span.status ?? 0 >= 400 || neverLeft
        // As SDKs tell of an error by a field of their own.
        if !isTold { text.add(messageName, "") }
    }

    private func addOrigin(to text: inout EventText) {
        guard let scope = self.text(.scope) else { return }
        text.open("Otel")
        text.add("TraceId", high: span.id.traceHigh, id: span.id.traceLow)
        text.add("SpanId", id: span.id.span)
        if span.parent != 0 { text.add("ParentSpanId", id: span.parent) }
        text.add("Scope", scope)
        text.close()
    }
}
