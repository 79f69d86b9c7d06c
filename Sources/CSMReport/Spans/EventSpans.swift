import CSMAnalysis
import CSMEvents

/// Spans of calls and attempts.
struct EventSpans {
    /// Beyond these the labels' attributes are made anew, so that no number of labels takes much
    /// memory.
    private static let mostKept = 4_096

    private var kept: [Int: SpanAttributes] = [:]

    /// `arrival` is in microseconds since 1970.
    mutating func span(
        _ event: TimedEvent, _ labels: EventLabels, _ members: SpanMembers, ids: SpanIDs,
        arrival: Int64
    ) -> SpanText {
        let isCall = labels.level == .call
        let start = SpanText.nanoseconds(milliseconds: event.interval.start)
        let (end, isTooLate) = start.addingReportingOverflow(Self.duration(event, members))
        let operation = "\(labels.service).\(labels.api)"
        var span = SpanText(
            ids: ids, name: isCall ? operation : operation + " attempt", kind: .client,
            start: start, end: isTooLate ? .max : end)
        span.attributes = attributes(of: event.labels, labels)
        if isCall {
            if let count = event.attemptCount {
                if count > 0 { span.attributes.add("retry_attempts", Int64(count) - 1) }
                span.attributes.add(.attemptCount, Int64(count))
            }
            span.attributes.add(.maxRetriesExceeded, members.maxRetriesExceeded)
        }
        span.attributes.add("aws.request_id", members.requestID)
        addResource(members.resource, of: labels.service, to: &span.attributes)
        span.attributes.add(.timestamp, members.timestamp)
        span.attributes.add(.latency, event.latency.map(Int64.init))
        span.attributes.add(.sequence, event.sequence)
        span.attributes.add(.arrival, arrival)
        if members.ids != nil { span.attributes.add(.scope, members.scope ?? "") }
        span.attributes.add(.durationMicroseconds, members.duration)
        if members.startsWithClientID, labels.userAgent?.isEmpty == true {
            span.attributes.add(.startsWithClientID, 1)
        }
        if labels.isError { addFailure(labels, members, to: &span) }
        return span
    }

    /// Nanoseconds.
    ///
    /// Microseconds, where they are known, that round to the latency's milliseconds.
    private static func duration(_ event: TimedEvent, _ members: SpanMembers) -> UInt64 {
        let latency = UInt64(max(0, event.interval.end - event.interval.start)) * 1_000_000
        guard event.latency != nil, let duration = members.duration, duration >= 0 else {
            return latency
        }
        let shortest = latency > 500_000 ? latency - 500_000 : 0
        return min(
            max(SpanText.nanoseconds(microseconds: duration), shortest), latency + 499_999)
    }

    /// What all events of some labels have in common.
    private mutating func attributes(of place: Int, _ labels: EventLabels) -> SpanAttributes {
        if let known = kept[place] { return known }
        var attributes = SpanAttributes()
        attributes.add(.type, labels.type)
        if labels.level == .call {
            attributes.add("rpc.system", "aws-api")
            attributes.add("rpc.service", labels.service)
            attributes.add("rpc.method", labels.api)
        } else {
            // CSM tells no method.
            attributes.add("http.request.method", "_OTHER")
            attributes.add(.service, labels.service)
            attributes.add(.api, labels.api)
        }
        attributes.add("cloud.region", labels.region)
        if let host = labels.host {
            let (name, port) = Self.address(host)
            attributes.add("server.address", name)
            attributes.add("server.port", port)
        }
        attributes.add("http.response.status_code", labels.status.map(Int64.init))
        attributes.add("user_agent.original", labels.userAgent)
        attributes.add(.clientID, labels.clientID)
        if kept.count >= Self.mostKept { kept.removeAll(keepingCapacity: true) }
        kept[place] = attributes
        return attributes
    }

    /// Botocore's `Fqdn` has a port.
    private static func address(_ host: String) -> (name: String, port: Int64?) {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        // What another spelling of a number would not give back stays as it is.
        guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]),
            String(port) == parts[1]
        else { return (host, nil) }
        return (String(parts[0]), Int64(port))
    }

    /// By the name that the service's instrumentations give it, where they give it one.
    private func addResource(
        _ name: String?, of service: String, to attributes: inout SpanAttributes
    ) {
        guard let name else { return }
        switch service {
        case "DynamoDB": attributes.add("aws.dynamodb.table_names", texts: [name])
        case "S3": attributes.add("aws.s3.bucket", name)
        case "Kinesis": attributes.add("aws.kinesis.stream_name", name)
        case "SQS", "SNS": attributes.add("messaging.destination.name", name)
        default: break
        }
        attributes.add(.resource, name)
    }

    private func addFailure(_ labels: EventLabels, _ members: SpanMembers, to span: inout SpanText)
    {
        span.isError = true
        guard let exception = members.exception(ofCall: labels.level == .call) else { return }
        span.message = exception.message
        span.attributes.add(.exceptionOrigin, exception.isService ? "aws" : "sdk")
        var attributes = SpanAttributes()
        attributes.add("exception.type", exception.code)
        attributes.add("exception.message", exception.message)
        span.exception = attributes
    }
}
