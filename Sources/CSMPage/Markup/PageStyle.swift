import CSMReport

/// How reports make texts for the page.
enum PageStyle {
    /// Nothing is cut or dropped: the page has boxes that scroll.
    static let text: TextStyle = {
        var style = TextStyle(width: 1_000, hasColor: false, hasUnicode: true)
        style.isWide = true
        return style
    }()

    /// Names are shown up to this many characters, and the data has them whole.
    private static let longestName = 300

    static func name(_ text: String) -> String {
        text.count <= longestName ? text : text.prefix(longestName) + "…"
    }

    /// A number of a drawing, with two decimals at most.
    static func coordinate(_ value: Double) -> HTML {
        var text = Figures.decimal(value, places: 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return HTML(markup: text)
    }
}
