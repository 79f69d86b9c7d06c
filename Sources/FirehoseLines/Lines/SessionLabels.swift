/// What all lines of a session have in common.
public struct SessionLabels: Sendable, Equatable {
    /// 1 to 64 letters, digits and dashes of ASCII.
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
