/// What a terminal, or whatever text goes to, can show.
public struct TextStyle: Sendable {
    /// Columns to fill at most.
    public var width: Int
    public var hasColor: Bool
    /// Whether characters beyond ASCII are shown.
    public var hasUnicode: Bool

    public init(width: Int, hasColor: Bool, hasUnicode: Bool) {
        self.width = width
        self.hasColor = hasColor
        self.hasUnicode = hasUnicode
    }

    /// Of what is copied into a page.
    public static let page = TextStyle(width: 100, hasColor: false, hasUnicode: true)

    func bold(_ text: String) -> String { hasColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func dim(_ text: String) -> String { hasColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    func red(_ text: String) -> String { hasColor ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

    /// The mark of a percentile that too few calls support.
    var fewCallsMark: String { hasUnicode ? "°" : "~" }
    /// A value that is not there.
    var missing: String { hasUnicode ? "–" : "-" }
}
