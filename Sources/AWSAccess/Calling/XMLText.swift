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

    /// The ampersand last, so that nothing is replaced twice.
    private static let entities = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"),
        ("&amp;", "&"),
    ]
}
