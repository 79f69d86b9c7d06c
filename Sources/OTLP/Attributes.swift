/// The attributes of a span that were asked for, by their place in `AttributeNames`.
public struct Attributes: Sendable, Equatable {
    private var entries: [(name: Int, value: AttributeValue)] = []

    public init() {}

    /// Of a name that comes twice the last value holds.
    public subscript(name: Int) -> AttributeValue? {
        get { entries.last { $0.name == name }?.value }
        set { if let newValue { entries.append((name, newValue)) } }
    }

    public var isEmpty: Bool { entries.isEmpty }

    public static func == (left: Attributes, right: Attributes) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.name == $1.name && $0.value == $1.value }
    }
}
