/// What a terminal, or whatever text goes to, can show.
public struct TextStyle: Sendable {
    /// Columns to fill at most.
    public var width: Int
    public var hasColor: Bool
    /// Whether characters beyond ASCII are shown.
    public var hasUnicode: Bool
    /// Whether tables are as wide as they are, without leaving anything out.
    public var isWide = false
    /// The columns of tables that are shown besides those that name a row; `nil` is the usual ones,
    /// as far as there is room.
    public var columns: [String]?
    /// Whether times are UTC, not the local time zone's.
    public var isUTC = true

    public init(width: Int, hasColor: Bool, hasUnicode: Bool) {
        self.width = width
        self.hasColor = hasColor
        self.hasUnicode = hasUnicode
    }

    /// Of what is copied into a page.
    public static let page = TextStyle(width: 100, hasColor: false, hasUnicode: true)

    func bold(_ text: String) -> String { painted(text, .strong) }
    func dim(_ text: String) -> String { painted(text, .quiet) }
    func red(_ text: String) -> String { painted(text, .bad) }

    /// The mark of a percentile that too few calls support.
    package var fewCallsMark: String { hasUnicode ? "°" : "~" }
    /// A value that is not there.
    package var missing: String { hasUnicode ? "–" : "-" }
}
