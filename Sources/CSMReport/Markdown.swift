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

    /// Text that is shown as it is: no markup, no HTML, no cell of its own, no link.
    static func escaped(_ text: String) -> String {
        // GitHub links what looks like an address, a user's name or an issue's number, also where
        // its characters are written as entities; less of that in code.
        guard mayBeLinked(text) else { return escapedCharacters(text) }
        // The comments end the text in which the rest of an address would be looked for.
        let parts = escapedCharacters(text).replacing("@", with: "<!-- -->&#64;<!-- -->")
            .replacing(".", with: "<!-- -->.<!-- -->")
        return "<code>\(parts)</code>"
    }

    /// The same, which may be broken where the parts of a name meet: a browser breaks no other word.
    static func breakable(_ text: String) -> String {
        escaped(text).replacing("&#58;", with: "&#58;<wbr>")
            .replacing("&#95;", with: "&#95;<wbr>").replacing(".", with: ".<wbr>")
            // A name's slash, not the end of the markup around it.
            .replacing("/", with: "/<wbr>").replacing("</<wbr>", with: "</")
    }

    private static func mayBeLinked(_ text: String) -> Bool {
        let lowercased = text.lowercased()
        return ["://", "www.", "@", "mailto:", "xmpp:", "gh-"].contains {
            lowercased.contains($0)
        }
            || zip(text.utf8, text.utf8.dropFirst()).contains {
                $0 == UInt8(ascii: "#") && (0x30...0x39).contains($1)
            }
    }

    private static func escapedCharacters(_ text: String) -> String {
        var output = ""
        for scalar in DisplayText.line(text).unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "|", "\\", "`", "*", "_", "[", "]", "#", "~", "!", ":":
                output += "&#\(scalar.value);"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
