/// The SDK that sent an event, as its user agent names it.
public struct SDK: Sendable, Equatable {
    /// The user agent's product token, such as `Boto3` or `aws-sdk-go`.
    public var name: String
    /// The version behind the token's slash, if there is one.
    public var version: String?

    /// Product tokens of the SDKs that send CSM, and of those whose spans are recorded.
    static let productTokens = [
        "Boto3", "Botocore", "aws-cli", "aws-sdk-nodejs", "aws-sdk-go", "aws-sdk-php",
        "aws-sdk-ruby3", "aws-sdk-java", "aws-sdk-cpp", "aws-sdk-dotnet",
        "aws-sdk-js", "aws-sdk-go-v2",
    ]
    private static let lowercasedTokens = productTokens.map { Array($0.lowercased().utf8) }
    private static let dotnet = Array("aws-sdk-dotnet".utf8)

    /// The first known product token of a user agent; programs may put words of their own before.
    ///
    /// .NET adds its runtime to the token (`aws-sdk-dotnet-coreclr`).
    public init?(userAgent: String) {
        for word in userAgent.utf8.split(separator: UInt8(ascii: " ")) {
            let end = word.firstIndex(of: UInt8(ascii: "/")) ?? word.endIndex
            guard let name = Self.knownName(of: word[..<end]) else { continue }
            let version = word[end...].dropFirst()
            self.init(name: name, version: version.isEmpty ? nil : String(Substring(version)))
            return
        }
        return nil
    }

    /// How the SDK with that product token is called here; `nil` for words of others.
    private static func knownName(of token: Substring.UTF8View) -> String? {
        for (name, known) in zip(productTokens, lowercasedTokens)
        where token.lazy.map(lowercase).elementsEqual(known) {
            return name
        }
        return token.lazy.map(lowercase).starts(with: dotnet) ? "aws-sdk-dotnet" : nil
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    init(name: String, version: String?) {
        self.name = name
        self.version = version
    }

    /// The SDK of an event: by its user agent, and Go also by the order of its fields, for Go
    /// sends an empty user agent with the last event of a failed request.
    public init?(of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>) {
        self.init(
            userAgent: event.userAgent.text(in: datagram, limit: EventLabels.textLimit),
            startsWithClientID: event.startsWithClientID)
    }

    /// The SDK of a pushed event, whose fields have no order any more: only Go sends an empty user
    /// agent.
    public init?(pushedUserAgent userAgent: String?) {
        self.init(userAgent: userAgent, startsWithClientID: true)
    }

    init?(userAgent: String?, startsWithClientID: Bool) {
        guard let userAgent else { return nil }
        if let sdk = SDK(userAgent: userAgent) {
            self = sdk
        } else if userAgent.isEmpty, startsWithClientID {
            self.init(name: Self.go, version: nil)
        } else {
            return nil
        }
    }

    private static let go = "aws-sdk-go"

    /// Whether `Timestamp` is the end of the call or the attempt, not its start.
    public var sendsEndTimestamps: Bool { name == Self.go }

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
