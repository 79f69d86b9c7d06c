/// The page's skeleton: text with places, written `{{name}}`, for what is put in.
struct PageTemplate {
    enum Part: Equatable {
        case text(String)
        case slot(String)
    }

    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = Self.range(of: "{{", in: rest),
            let close = Self.range(of: "}}", in: rest[open.upperBound...])
        {
            parts.append(.text(String(rest[..<open.lowerBound])))
            parts.append(.slot(String(rest[open.upperBound..<close.lowerBound])))
            rest = rest[close.upperBound...]
        }
        self.parts = parts + [.text(String(rest))]
    }

    private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
        text.indices.lazy.map { text[$0...] }.first { $0.hasPrefix(mark) }.map {
            $0.startIndex..<text.index($0.startIndex, offsetBy: mark.count)
        }
    }
}
