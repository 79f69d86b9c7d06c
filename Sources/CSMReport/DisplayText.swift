/// Text off the wire, made fit to be shown.
///
/// Anyone can send anything to a recorder's port, so names and messages are hostile until they
/// went through here: no control character, no change of writing direction reaches a terminal.
public enum DisplayText {
    /// One line of visible text: a control character is shown as `\xNN`.
    public static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                output.append(scalar)
            } else {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                let escape = scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") : "\\u"
                output.append(contentsOf: (escape + hex).unicodeScalars)
            }
        }
        return String(output)
    }

    /// The text for a terminal of another character set, which might take parts of a character for
    /// control characters of its own.
    static func ascii(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Among the format characters are those that turn the writing direction.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }

    /// How many columns of a terminal the text takes.
    static func width(_ text: String) -> Int { TerminalWidth.of(text) }

    /// The text with line breaks between words, so that no line is wider than `width` if its words
    /// are not.
    static func wrapped(_ text: String, to width: Int) -> String {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            let longer = line.isEmpty ? String(word) : line + " " + word
            if Self.width(longer) <= width || line.isEmpty {
                lines[lines.count - 1] = longer
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The text, or as much of its beginning as fits with a sign that it goes on.
    static func cut(_ text: String, to width: Int, _ style: TextStyle) -> String {
        guard Self.width(text) > width else { return text }
        return prefix(of: text, room(width, style)) + sign(width, style)
    }

    /// The text, or as much of its end as fits with a sign that it began before.
    static func tail(_ text: String, to width: Int, _ style: TextStyle) -> String {
        guard Self.width(text) > width else { return text }
        return sign(width, style) + suffix(of: text, room(width, style))
    }

    /// The text, or its beginning and its end with a sign between them.
    static func shortened(_ text: String, to width: Int, _ style: TextStyle) -> String {
        guard Self.width(text) > width else { return text }
        let room = room(width, style)
        return prefix(of: text, room - room / 2) + sign(width, style)
            + suffix(of: text, room / 2)
    }

    /// The sign that something is left out; where there is no room for it, nothing but its beginning.
    private static func sign(_ width: Int, _ style: TextStyle) -> String {
        String((style.hasUnicode ? "…" : "...").prefix(max(0, width)))
    }

    private static func room(_ width: Int, _ style: TextStyle) -> Int {
        max(0, width - Self.width(sign(width, style)))
    }

    /// As many characters as fit, whole with their accents.
    private static func prefix(of text: String, _ width: Int) -> String {
        var used = 0
        return String(
            text.prefix {
                used += Self.width(String($0))
                return used <= width
            })
    }

    private static func suffix(of text: String, _ width: Int) -> String {
        var used = 0
        let last = text.reversed().prefix {
            used += Self.width(String($0))
            return used <= width
        }
        return String(last.reversed())
    }
}
