/// The fields of one datagram as they come by, in any order, until its `Type` is known.
struct EventFields {
    /// Filled in as far as the type does not matter.
    var event = DecodedEvent(level: .other)
    var isEmpty = true

    private var hasSpan = false
    private var attemptLatency: Int64?
    private var callLatency: Int64?
    private var status: Int64?
    private var finalStatus: Int64?
    private var own = ExceptionFields()
    private var final = ExceptionFields()

    /// One set of exception fields: an attempt's own, or a call's final ones.
    private struct ExceptionFields {
        var aws = TextSlice.absent
        var awsMessage = TextSlice.absent
        var sdk = TextSlice.absent
        var sdkMessage = TextSlice.absent
        /// Whether any field named so was present and not null, whatever its type.
        var isAnyPresent = false
    }

    /// Notes a field that csm-record knows.
    ///
    /// Of a name that comes twice the last value holds.
    @inline(__always) mutating func set(
        _ field: EventField, to value: FieldValue, in datagram: UnsafeBufferPointer<UInt8>
    ) {
        switch field {
        case .type: event.type = value.text
        case .service: event.service = value.text
        case .api: event.api = value.text
        case .clientID: event.clientID = value.text
        case .userAgent: event.userAgent = value.text
        case .region: event.region = value.text
        case .host: event.host = value.text
        case .timestamp: event.timestamp = value.integer(in: datagram)
        case .attemptLatency: attemptLatency = value.integer(in: datagram)
        case .latency: callLatency = value.integer(in: datagram)
        case .httpStatus: status = value.integer(in: datagram)
        case .finalHTTPStatus: finalStatus = value.integer(in: datagram)
        case .attemptCount:
            event.attemptCount = value.integer(in: datagram).flatMap {
                Int32(exactly: $0).flatMap { $0 >= 0 ? $0 : nil }
            }
        case .accessKey, .sessionToken: break
        case .resource: event.resource = value.text
        case .otel: if case .container = value { hasSpan = true }
        case .durationUs:
            event.durationMicroseconds = value.integer(in: datagram).flatMap {
                (0...1 << 53).contains($0) ? $0 : nil
            }
        case .awsException: note(value, \.aws, in: &own)
        case .awsExceptionMessage: note(value, \.awsMessage, in: &own)
        case .sdkException: note(value, \.sdk, in: &own)
        case .sdkExceptionMessage: note(value, \.sdkMessage, in: &own)
        case .finalAWSException: note(value, \.aws, in: &final)
        case .finalAWSExceptionMessage: note(value, \.awsMessage, in: &final)
        case .finalSDKException: note(value, \.sdk, in: &final)
        case .finalSDKExceptionMessage: note(value, \.sdkMessage, in: &final)
        }
    }

    private func note(
        _ value: FieldValue, _ slice: WritableKeyPath<ExceptionFields, TextSlice>,
        in fields: inout ExceptionFields
    ) {
        fields[keyPath: slice] = value.text
        if case .null = value { return }
        fields.isAnyPresent = true
    }

    /// A field of another name is an error's sign all the same if it is some SDK's own
    /// `…Exception` or `…ExceptionMessage`.
    mutating func noteUnknown(
        _ name: TextSlice, value: FieldValue, in datagram: UnsafeBufferPointer<UInt8>
    ) {
        guard name.count >= 9, isPresent(value) else { return }
        if name.hasEscapes {
            var text = name.text(in: datagram) ?? ""
            text.withUTF8 { noteException(named: $0) }
        } else {
            noteException(named: name.bytes(in: datagram))
        }
    }

    private mutating func noteException(named bytes: UnsafeBufferPointer<UInt8>) {
        guard hasSuffix(bytes, "exception") || hasSuffix(bytes, "exceptionmessage") else { return }
        if hasPrefix(bytes, "final") {
            final.isAnyPresent = true
        } else {
            own.isAnyPresent = true
        }
    }

    /// The event, now that all of its fields are known.
    func event(in datagram: UnsafeBufferPointer<UInt8>) -> DecodedEvent {
        var event = event
        event.level = level(in: datagram)
        event.isSpan = hasSpan && event.durationMicroseconds != nil
        let isCall = event.level == .call
        let exceptions = isCall ? final : own
        event.latency = Self.latency(isCall ? callLatency : attemptLatency)
        event.status = (isCall ? finalStatus : status).flatMap {
            $0 > 0 ? Int32(clamping: $0) : nil
        }
        event.exception = exceptions.aws.isPresent ? exceptions.aws : exceptions.sdk
        event.exceptionMessage =
            exceptions.awsMessage.isPresent ? exceptions.awsMessage : exceptions.sdkMessage
        switch event.level {
        case .call:
            let neverLeft = event.attemptCount == 0 && event.status == nil
            event.isError = exceptions.isAnyPresent || event.status ?? 0 >= 400 || neverLeft
        case .attempt:
            event.isError = exceptions.isAnyPresent || event.status ?? 0 >= 400
            event.isThrottle =
                event.status == 429 || ThrottleCodes.contain(exceptions.aws, in: datagram)
                || ThrottleCodes.contain(exceptions.sdk, in: datagram)
        case .other, .undecodable, .empty:
            break
        }
        return event
    }

    private func level(in datagram: UnsafeBufferPointer<UInt8>) -> EventLevel {
        let type = event.type.bytes(in: datagram)
        if type.elementsEqual("ApiCall".utf8) { return .call }
        if type.elementsEqual("ApiCallAttempt".utf8) { return .attempt }
        // An escaped letter is no other type.
        guard event.type.hasEscapes else { return .other }
        switch event.type.text(in: datagram) {
        case "ApiCall": return .call
        case "ApiCallAttempt": return .attempt
        default: return .other
        }
    }

    private static func latency(_ milliseconds: Int64?) -> Int32? {
        milliseconds.flatMap { Int32(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}

private func isPresent(_ value: FieldValue) -> Bool {
    if case .null = value { return false }
    return true
}

/// Whether `bytes` end in the ASCII letters `suffix`, without regard to case.
private func hasSuffix(_ bytes: UnsafeBufferPointer<UInt8>, _ suffix: StaticString) -> Bool {
    let count = suffix.utf8CodeUnitCount
    return bytes.count >= count
        && (0..<count).allSatisfy {
            bytes[bytes.count - count + $0] | 0x20 == suffix.utf8Start[$0]
        }
}

/// Whether `bytes` begin with the ASCII letters `prefix`, without regard to case.
private func hasPrefix(_ bytes: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    return bytes.count >= count
        && (0..<count).allSatisfy { bytes[$0] | 0x20 == prefix.utf8Start[$0] }
}
