/// A JSON value to be written; objects keep their order.
public enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
    init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
    init(_ value: String?) { self = value.map { .string($0) } ?? .null }

    /// Indented by two spaces a level, with a newline at the end.
    func document() -> String {
        var output = ""
        write(to: &output, indentation: 0)
        return output + "\n"
    }

    /// On one line, without a newline.
    func line() -> String {
        var output = ""
        write(to: &output, indentation: nil)
        return output
    }

    /// `indentation` is `nil` for a value on one line.
    private func write(to output: inout String, indentation: Int?) {
        switch self {
        case .null: output += "null"
        case .boolean(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        // The shortest digits that read back as the same number.
        case .number(let value): output += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            Self.write(values, brackets: ("[", "]"), to: &output, indentation) {
                $0.write(to: &$1, indentation: indentation.map { $0 + 1 })
            }
        case .object(let members):
            Self.write(members, brackets: ("{", "}"), to: &output, indentation) {
                Self.write($0.0, to: &$1)
                $1 += indentation == nil ? ":" : ": "
                $0.1.write(to: &$1, indentation: indentation.map { $0 + 1 })
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], brackets: (String, String), to output: inout String,
        _ indentation: Int?, _ writeElement: (Element, inout String) -> Void
    ) {
        func newLine(_ level: Int) {
            guard let indentation else { return }
            output += "\n" + String(repeating: "  ", count: indentation + level)
        }
        output += brackets.0
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            newLine(1)
            writeElement(element, &output)
        }
        if !elements.isEmpty { newLine(0) }
        output += brackets.1
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // Control characters, C1 too: harmless in JSON, but not where it is printed.
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                escape(scalar, to: &output)
            // Nor what GitHub's runner takes for a command.
            case "#" where previous == "#": escape(scalar, to: &output)
            // Nor what turns the writing direction.
            case _ where scalar.value > 0x7F && scalar.properties.generalCategory == .format:
                escape(scalar, to: &output)
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }

    private static func escape(_ scalar: Unicode.Scalar, to output: inout String) {
        for unit in UTF16.encode(scalar) ?? .init() {
            let hex = String(unit, radix: 16)
            output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
    }
}
