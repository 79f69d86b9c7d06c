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

    private func write(to output: inout String, indentation: Int) {
        switch self {
        case .null: output += "null"
        case .boolean(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        // The shortest digits that read back as the same number.
        case .number(let value): output += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            Self.write(values, brackets: ("[", "]"), to: &output, indentation) {
                $0.write(to: &$1, indentation: indentation + 1)
            }
        case .object(let members):
            Self.write(members, brackets: ("{", "}"), to: &output, indentation) {
                Self.write($0.0, to: &$1)
                $1 += ": "
                $0.1.write(to: &$1, indentation: indentation + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], brackets: (String, String), to output: inout String,
        _ indentation: Int, _ writeElement: (Element, inout String) -> Void
    ) {
        output += brackets.0
        for (index, element) in elements.enumerated() {
            output += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: indentation + 1)
            writeElement(element, &output)
        }
        if !elements.isEmpty { output += "\n" + String(repeating: "  ", count: indentation) }
        output += brackets.1
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // Control characters, C1 too: harmless in JSON, but not where it is printed.
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
