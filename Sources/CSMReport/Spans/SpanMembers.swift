import CSMEvents

/// What a span tells of an event beyond what was decoded of it: read from its bytes.
struct SpanMembers {
    struct Exception {
        var code: String?
        var message: String?
        /// Whether the service told of it, not the SDK.
        var isService: Bool

        var isAny: Bool { code != nil || message != nil }
    }

    private(set) var timestamp: Int64?
    private(set) var requestID: String?
    private(set) var maxRetriesExceeded: Int64?
    private(set) var resource: String?
    private(set) var duration: Int64?
    /// The ids of the span that the event was made of.
    private(set) var ids: SpanIDs?
    private(set) var scope: String?
    private(set) var startsWithClientID = false

    private var own = (aws: Exception(isService: true), sdk: Exception(isService: false))
    private var final = (aws: Exception(isService: true), sdk: Exception(isService: false))

    init(_ event: UnsafeBufferPointer<UInt8>) {
        var isFirst = true
        Self.forEachMember(of: event) { name, scanner in
            if isFirst, name == "clientid" { startsWithClientID = true }
            isFirst = false
            take(name, &scanner)
        }
    }

    /// The exception that counts: as `DecodedEvent.exception`.
    func exception(ofCall isCall: Bool) -> Exception? {
        let (aws, sdk) = isCall ? final : own
        return aws.isAny ? aws : sdk.isAny ? sdk : nil
    }

    /// Takes a member's value, the cursor on it.
    private mutating func take(_ name: String, _ scanner: inout JSONScanner) {
        let bytes = scanner.bytes
        func text() -> String? { scanner.scalar()?.text.text(in: bytes) }
        func integer() -> Int64? { scanner.scalar()?.integer(in: bytes) }
        switch name {
        case "timestamp": timestamp = integer()
        case "xamznrequestid": requestID = text()
        case "maxretriesexceeded": maxRetriesExceeded = integer()
        case "resource": resource = text()
        case "durationus": duration = integer()
        case "otel": takeOrigin(&scanner)
        case "awsexception": own.aws.code = text()
        case "awsexceptionmessage": own.aws.message = text()
        case "sdkexception": own.sdk.code = text()
        case "sdkexceptionmessage": own.sdk.message = text()
        case "finalawsexception": final.aws.code = text()
        case "finalawsexceptionmessage": final.aws.message = text()
        case "finalsdkexception": final.sdk.code = text()
        case "finalsdkexceptionmessage": final.sdk.message = text()
        default: break
        }
    }

    private mutating func takeOrigin(_ scanner: inout JSONScanner) {
        let start = scanner.position
        guard scanner.byte == UInt8(ascii: "{"), scanner.skipValue() else { return }
        let object = UnsafeBufferPointer(rebasing: scanner.bytes[start..<scanner.position])
        var texts: [String: String] = [:]
        Self.forEachMember(of: object) { name, scanner in
            texts[name] = scanner.scalar()?.text.text(in: object)
        }
        ids = SpanIDs(trace: texts["traceid"], span: texts["spanid"], parent: texts["parentspanid"])
        scope = texts["scope"]
    }

    /// Calls `body` with each member's name in lower case, for .NET has a case of its own; what
    /// `body` leaves of the value is stepped over.
    private static func forEachMember(
        of object: UnsafeBufferPointer<UInt8>, _ body: (String, inout JSONScanner) -> Void
    ) {
        var scanner = JSONScanner(object)
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.take("{") else { return }
        while true {
            scanner.skipBlanks()
            guard let name = scanner.string()?.text(in: object) else { return }
            scanner.skipBlanks()
            guard scanner.take(":") else { return }
            scanner.skipBlanks()
            let start = scanner.position
            body(name.lowercased(), &scanner)
            if scanner.position == start, !scanner.skipValue() { return }
            scanner.skipBlanks()
            guard scanner.take(",") else { return }
        }
    }
}
