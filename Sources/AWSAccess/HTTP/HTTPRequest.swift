/// A request, its body whole.
public struct HTTPRequest: Sendable {
    public var method: String
    public var url: HTTPURL
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// No answer with a longer body is taken, in bytes.
    public var longestAnswer = 4 << 20
    /// For all of it, if that is less than for any request, in milliseconds.
    public var patience: Int64?

    public init(
        _ method: String, _ url: HTTPURL, headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
