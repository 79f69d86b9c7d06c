/// What an attribute says.
///
/// Objects and bytes are left out.
public enum AttributeValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case double(Double)
    case boolean(Bool)
    /// The texts of an array.
    case texts([String])

    /// The value as a text, of an array its first.
    public var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .double(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .texts(let texts): texts.first
        }
    }

    /// The value as a whole number: Ruby sends numbers as texts.
    public var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number.rounded())
        case .text(let text): Int64(text)
        case .boolean, .texts: nil
        }
    }
}
