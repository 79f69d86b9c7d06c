/// A span, as far as csm-record reads one.
public struct Span: Sendable, Equatable {
    public var id = SpanID()
    /// The parent's span id, in the same trace; 0 where there is none.
    public var parent: UInt64 = 0
    public var name = ""
    /// 3 is a client's.
    public var kind: Int64 = 0
    /// Nanoseconds since 1970.
    public var start: UInt64 = 0
    public var end: UInt64 = 0
    public var attributes = Attributes()
    /// The attributes of the last event that is called `exception`.
    public var exception: Attributes?
    /// 2 is an error.
    public var statusCode: Int64 = 0
    public var statusMessage = ""
    public var scope = Scope()
    public var resource = Attributes()

    public static let client: Int64 = 3
    public static let error: Int64 = 2

    public init() {}

    /// What made the span.
    public struct Scope: Sendable, Equatable {
        public var name = ""
        public var version = ""

        public init(name: String = "", version: String = "") {
            self.name = name
            self.version = version
        }
    }
}
