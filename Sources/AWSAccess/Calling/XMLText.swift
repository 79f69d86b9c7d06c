/// Reads single elements out of an answer of AWS's query protocol.
///
/// No parser: the names asked for come once, hold text alone, and nothing else is believed of it.
struct XMLText {
    private let text: String

    init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

    /// The text of the first element of that name.
    func element(_ name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        let raw = text[start.upperBound..<end.lowerBound]
        return Self.entities.reduce(String(raw)) { $0.replacing($1.0, with: $1.1) }
    }

    /// The name of the first element, if it is an error's: `AccessDeniedException`.
    var errorRoot: String? {
        var rest = text[...]
        if rest.hasPrefix("<?xml"), let end = rest.firstRange(of: "?>") {
            rest = rest[end.upperBound...]
        }
        guard let start = rest.first(where: { !$0.isWhitespace }), start == "<" else { return nil }
        let name = rest.drop { $0 != "<" }.dropFirst().prefix { $0.isLetter }
        return name.hasSuffix("Exception") ? String(name) : nil
    }

    /// The ampersand last, so that nothing is replaced twice.
    private static let entities = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"),
        ("&amp;", "&"),
    ]
}
