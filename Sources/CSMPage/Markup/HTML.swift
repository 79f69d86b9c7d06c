import CSMReport

/// Markup in which every text is escaped: literals are markup, what is interpolated is text.
///
///     let cell: HTML = "<td>\(operation)</td>"
///
/// Text may have been sent by anyone. Control characters and those that turn the writing direction
/// are shown as in the terminal (`\u202E`).
struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
    private(set) var markup: String

    /// What is markup already, such as a number of ours.
    init(markup: String) { self.markup = markup }

    init(stringLiteral markup: String) { self.markup = markup }

    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ markup: String) { self.markup += markup }
        mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
    }

    static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }
    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

    var isEmpty: Bool { markup.isEmpty }

    /// Text as content, or as an attribute's value in double quotes.
    static func escaped(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x22, 0x26, 0x27, 0x3C, 0x3E: false
            default: byte >= 0x20 && byte < 0x7F
            }
        }
        if isPlain { return text }
        var output = ""
        for scalar in DisplayText.line(text).unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension Sequence<HTML> {
    func joined(_ separator: HTML = "") -> HTML {
        HTML(markup: map(\.markup).joined(separator: separator.markup))
    }
}
