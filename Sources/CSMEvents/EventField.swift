/// The CSM fields that csm-record itself reads, by their wire names without regard to case.
///
/// Names are those of the AWS SDKs' Client Side Monitoring; .NET writes some in other case.
/// The last three no SDK sends: they are in events that csm-record makes of spans. A field that is
/// not here is kept with the datagram's bytes.
enum EventField: String, CaseIterable {
    case type = "Type"
    case service = "Service"
    case api = "Api"
    case clientID = "ClientId"
    case timestamp = "Timestamp"
    case userAgent = "UserAgent"
    case region = "Region"
    case host = "Fqdn"
    case attemptLatency = "AttemptLatency"
    case latency = "Latency"
    case httpStatus = "HttpStatusCode"
    case finalHTTPStatus = "FinalHttpStatusCode"
    case attemptCount = "AttemptCount"
    case accessKey = "AccessKey"
    case sessionToken = "SessionToken"
    case awsException = "AwsException"
    case awsExceptionMessage = "AwsExceptionMessage"
    case sdkException = "SdkException"
    case sdkExceptionMessage = "SdkExceptionMessage"
    case finalAWSException = "FinalAwsException"
    case finalAWSExceptionMessage = "FinalAwsExceptionMessage"
    case finalSDKException = "FinalSdkException"
    case finalSDKExceptionMessage = "FinalSdkExceptionMessage"
    case resource = "Resource"
    case otel = "Otel"
    case durationUs = "DurationUs"
}

/// Finds a field by the bytes of its name.
struct EventFieldTable {
    /// One place a hash, nil where no name has it.
    ///
    /// `init` stops if two names share one.
    private var entries: [(name: [UInt8], field: EventField)?]

    init() {
        entries = Array(repeating: nil, count: 256)
        for field in EventField.allCases {
            let name = Array(field.rawValue.lowercased().utf8)
            let slot = name.withUnsafeBufferPointer(Self.hash)
            precondition(entries[slot] == nil, "\(field) needs a better hash")
            entries[slot] = (name, field)
        }
    }

    /// Of the length, the first byte and the sixth or last: enough to tell the names above apart.
    @inline(__always) private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        let count = name.count
        return
            (count &+ Int(name[0] | 0x20)
            &+ Int(name[min(5, count - 1)] | 0x20) &* 9) & 255
    }

    @inline(__always) func field(named name: UnsafeBufferPointer<UInt8>) -> EventField? {
        guard name.count >= 3, let entry = entries[Self.hash(name)],
            entry.name.count == name.count
        else { return nil }
        // Setting bit 5 lowers ASCII letters, and makes a letter of nothing else.
        for index in 0..<name.count where name[index] | 0x20 != entry.name[index] { return nil }
        return entry.field
    }
}
