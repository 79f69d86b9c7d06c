/// A JSON value to be written; objects keep their order.
public enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// An array whose elements are made as they are written.
    case list(JSONList)
    case object([(String, JSONValue)])

    package init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
    package init(_ value: String?) { self = value.map { .string($0) } ?? .null }

    /// Indented by two spaces a level, with a newline at the end.
    func document() -> String {
        var output = ""
        writeDocument { output += $0 }
        return output
    }

    /// Writes the document in pieces, so that it need not be in memory.
    func writeDocument(to sink: (String) throws -> Void) rethrows {
        var output = ""
        try write(to: &output, indentation: 0) { try TextPiece.handOn(&$0, to: sink) }
        try sink(output + "\n")
    }

    /// On one line, without a newline.
    package func line() -> String {
        var output = ""
        write(to: &output, indentation: nil) { _ in }
        return output
    }

    /// `indentation` is `nil` for a value on one line; `handOn` may take what is there so far.
    private func write(
        to output: inout String, indentation: Int?, _ handOn: (inout String) throws -> Void
    ) rethrows {
        switch self {
        case .null: output += "null"
        case .boolean(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        // The shortest digits that read back as the same number.
        case .number(let value): output += value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            try Self.write(values, brackets: ("[", "]"), to: &output, indentation) {
                try $0.write(to: &$1, indentation: indentation.map { $0 + 1 }, handOn)
            }
        case .list(let values):
            try Self.write(values, brackets: ("[", "]"), to: &output, indentation) {
                try $0.write(to: &$1, indentation: indentation.map { $0 + 1 }, handOn)
                try handOn(&$1)
            }
        case .object(let members):
            try Self.write(members, brackets: ("{", "}"), to: &output, indentation) {
                Self.write($0.0, to: &$1)
                $1 += indentation == nil ? ":" : ": "
                try $0.1.write(to: &$1, indentation: indentation.map { $0 + 1 }, handOn)
            }
        }
    }

    private static func write<Elements: Collection>(
        _ elements: Elements, brackets: (String, String), to output: inout String,
        _ indentation: Int?, _ writeElement: (Elements.Element, inout String) throws -> Void
    ) rethrows {
        func newLine(_ level: Int) {
            guard let indentation else { return }
            output += "\n" + String(repeating: "  ", count: indentation + level)
        }
        output += brackets.0
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            newLine(1)
            try writeElement(element, &output)
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
