/// What csm-record knows of an event beside its bytes, as each of its lines says it.
public struct EventPlace: Sendable {
    /// From 1, in the session's order of arrival.
    public let sequence: Int64
    /// When it came, in milliseconds since 1970.
    public let received: Int64
    /// When the call or the attempt started, in milliseconds since 1970, Go's end timestamps put
    /// right; `nil` where its SDK did not say.
    public let start: Int64?

    public init(sequence: Int64, received: Int64, start: Int64?) {
        self.sequence = sequence
        self.received = received
        self.start = start
    }
}

/// What all lines of a session have in common.
public struct SessionLabels: Sendable, Equatable {
    /// 16 hexadecimal digits.
    public let id: String
    public let name: String?
    public let functionName: String?

    /// Longer names are cut here, in bytes, so that any event's line fits into a record.
    private static let limit = 1_024

    public init(id: String, name: String?, functionName: String?) {
        self.id = id
        self.name = name.map(Self.cut)
        self.functionName = functionName.map(Self.cut)
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= limit ? text : String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }
}
