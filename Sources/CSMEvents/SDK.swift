/// The SDK that sent an event, as its user agent names it.
public struct SDK: Sendable, Equatable {
    /// The user agent's product token, such as `Boto3` or `aws-sdk-go`.
    public var name: String
    /// The version behind the token's slash, if there is one.
    public var version: String?

    /// Product tokens of the SDKs that send CSM.
    static let productTokens = [
        "Boto3", "Botocore", "aws-cli", "aws-sdk-nodejs", "aws-sdk-go", "aws-sdk-php",
        "aws-sdk-ruby3", "aws-sdk-java", "aws-sdk-cpp", "aws-sdk-dotnet",
    ]

    /// The first known product token of a user agent; programs may put words of their own before.
    ///
    /// .NET adds its runtime to the token (`aws-sdk-dotnet-coreclr`).
    public init?(userAgent: String) {
        for word in userAgent.split(separator: " ") {
            let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let token = parts[0].lowercased()
            let known = Self.productTokens.first {
                token == $0.lowercased()
                    || token.hasPrefix("aws-sdk-dotnet") && $0 == "aws-sdk-dotnet"
            }
            guard let known else { continue }
            let version = parts.count > 1 ? parts[1] : ""
            self.init(name: known, version: version.isEmpty ? nil : String(version))
            return
        }
        return nil
    }

    init(name: String, version: String?) {
        self.name = name
        self.version = version
    }

    /// The SDK of an event: by its user agent, and Go also by the order of its fields, for Go
    /// sends an empty user agent with the last event of a failed request.
    public init?(of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>) {
        let userAgent = event.userAgent.text(in: datagram, limit: EventLabels.textLimit) ?? ""
        if let sdk = SDK(userAgent: userAgent) {
            self = sdk
        } else if userAgent.isEmpty, event.userAgent.isPresent, event.startsWithClientID {
            self.init(name: "aws-sdk-go", version: nil)
        } else {
            return nil
        }
    }

    /// Whether `Timestamp` is the end of the call or the attempt, not its start.
    public var sendsEndTimestamps: Bool { name == "aws-sdk-go" }

    /// When a call or an attempt started, milliseconds since 1970.
    ///
    /// The SDK's own timestamp; Go's is the end, so its latency is taken off. `nil` where the SDK
    /// sent none (Ruby does not for some attempts).
    public static func start(of event: DecodedEvent, endTimestamp: Bool) -> Int64? {
        guard let timestamp = event.timestamp else { return nil }
        guard endTimestamp, let latency = event.latency else { return timestamp }
        return timestamp.subtractingReportingOverflow(Int64(latency)).partialValue
    }
}
