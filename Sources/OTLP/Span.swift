/// A span, as far as csm-record reads one.
public struct Span: Sendable {
    public var id = SpanID()
    /// The parent's span id, in the same trace; 0 where there is none.
    public var parent: UInt64 = 0
    /// 3 is a client's.
    public var kind: UInt8 = 0
    /// 2 is an error.
    public var statusCode: UInt8 = 0
    /// Nanoseconds since 1970.
    public var start: UInt64 = 0
    public var end: UInt64 = 0
    public var attributes = Attributes()
    /// The attributes of the last event that is called `exception`.
    public var exception: Attributes?
    public var source = SpanSource.unknown

    public static let client: UInt8 = 3
    public static let error: UInt8 = 2

    /// Where the span's own name, and what its status says, stand among the attributes.
    static let nameIndex = -1
    static let statusMessageIndex = -2

    public init() {}

    public var name: ArraySlice<UInt8> { attributes.text(Self.nameIndex) ?? [] }
    public var statusMessage: ArraySlice<UInt8> { attributes.text(Self.statusMessageIndex) ?? [] }
}
