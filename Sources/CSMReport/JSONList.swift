/// A long list of JSON values, each made when it is asked for: together they would fill memory.
public struct JSONList: Sendable, RandomAccessCollection {
    public let startIndex = 0
    public let endIndex: Int
    private let element: @Sendable (Int) -> JSONValue

    /// `json` makes an element's value.
    init<Element: Sendable>(
        _ elements: [Element], _ json: @escaping @Sendable (Element) -> JSONValue
    ) {
        endIndex = elements.count
        element = { json(elements[$0]) }
    }

    public subscript(place: Int) -> JSONValue { element(place) }

    /// Writes each value on a line of its own, in pieces.
    func writeLines(to sink: (String) throws -> Void) rethrows {
        var output = ""
        for value in self {
            output += value.line() + "\n"
            try TextPiece.handOn(&output, to: sink)
        }
        try sink(output)
    }
}
