/// Tables in GitHub-flavoured Markdown.
enum Markdown {
    static func table(_ columns: [(title: String, isNumeric: Bool)], _ rows: [[String]]) -> String {
        var output = row(columns.map(\.title))
        output += row(columns.map { $0.isNumeric ? "---:" : "---" })
        for cells in rows { output += row(cells) }
        return output
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |\n"
    }

    /// Text that is shown as it is: no markup, no HTML, no cell of its own.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in DisplayText.line(text).unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "|", "\\", "`", "*", "_", "[", "]", "#", "~", "!", "@", ":":
                output += "&#\(scalar.value);"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
