/// What stands in a cell of a table, and how much it is meant to be seen.
package struct TableCell {
    package enum Tone {
        case plain
        /// Bad news.
        case bad
        /// Not bad by itself, but worth a look.
        case notable
        /// Good news.
        case good
        /// Nothing to look at.
        case quiet
        case strong
    }

    package var text: String
    package var tone = Tone.plain
    /// What stands behind the text and is not to be seen before it, such as `°`.
    package var remark = ""
    /// What stands before the text and has no tone, such as what was before.
    package var before = ""

    package init(_ text: String, _ tone: Tone = .plain, remark: String = "") {
        self.text = text
        self.tone = tone
        self.remark = remark
    }

    /// Columns of a terminal.
    var width: Int { TerminalWidth.of(before + text) + TerminalWidth.of(remark) }

    func painted(_ style: TextStyle) -> String {
        before + style.painted(text, tone) + style.painted(remark, .quiet)
    }
}

extension TextStyle {
    func painted(_ text: String, _ tone: TableCell.Tone) -> String {
        guard hasColor, !text.isEmpty else { return text }
        let code: String
        switch tone {
        case .plain: return text
        case .bad: code = "31"
        case .notable: code = "33"
        case .good: code = "32"
        case .quiet: code = "2"
        case .strong: code = "1"
        }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
