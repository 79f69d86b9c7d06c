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
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        // What most text and all bars are made of, without a look into Unicode's tables.
        if scalar.isASCII || 0x2500...0x25FF ~= scalar.value { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // East Asian Wide and Fullwidth, and emoji (Unicode Standard Annex 11).
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

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

    /// The text, or its beginning and its end with a sign between them: names differ at both.
    static func shortened(_ text: String, to width: Int, _ style: TextStyle) -> String {
        guard Self.width(text) > width else { return text }
        let sign = style.hasUnicode ? "…" : "..."
        let room = max(0, width - Self.width(sign))
        let start = prefix(of: text.unicodeScalars, room - room / 2)
        let end = prefix(of: text.unicodeScalars.reversed(), room / 2).reversed()
        var output = String.UnicodeScalarView(start)
        output.append(contentsOf: sign.unicodeScalars)
        output.append(contentsOf: end)
        return String(output)
    }

    /// As many of the scalars that come first as fit.
    private static func prefix(
        of scalars: some Sequence<Unicode.Scalar>, _ width: Int
    ) -> [Unicode.Scalar] {
        var used = 0
        return Array(
            scalars.prefix {
                used += Self.width($0)
                return used <= width
            })
    }

    /// The text, or as much of its beginning as fits with a sign that it goes on.
    static func cut(_ text: String, to width: Int, _ style: TextStyle) -> String {
        guard Self.width(text) > width else { return text }
        let sign = style.hasUnicode ? "…" : "..."
        var output = String.UnicodeScalarView()
        var used = Self.width(sign)
        for scalar in text.unicodeScalars {
            used += Self.width(scalar)
            if used > width { break }
            output.append(scalar)
        }
        return String(output) + sign
    }
}
