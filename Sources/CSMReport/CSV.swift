/// Comma-separated values (RFC 4180, but for its line ends: here they are newlines).
enum CSV {
    static func document(_ records: Records) -> String {
        var output = ""
        write(records) { output += $0 }
        return output
    }

    /// Writes the document in pieces, so that it need not be in memory.
    static func write(_ records: Records, to sink: (String) throws -> Void) rethrows {
        var output = header(records.columns)
        for place in 0..<records.count {
            output += line(records.row(place))
            try TextPiece.handOn(&output, to: sink)
        }
        try sink(output)
    }

    static func header(_ columns: [String]) -> String {
        columns.map(quoted).joined(separator: ",") + "\n"
    }

    static func line(_ values: [JSONValue]) -> String {
        values.map(field).joined(separator: ",") + "\n"
    }

    private static func field(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): "\(value)"
        case .string(let text): quoted(harmless(text))
        case .array, .list, .object: quoted(value.document())
        }
    }

    /// One line without control characters, for it may be printed to a terminal; and no formula: a
    /// spreadsheet would run text that begins like one, full-width signs too, and a quote before it
    /// stops that (OWASP, "CSV Injection").
    ///
    /// The same quote keeps GitHub's runner from taking it for a command.
    private static func harmless(_ text: String) -> String {
        let line = WorkflowCommands.defused(DisplayText.line(text))
        switch line.unicodeScalars.first {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return "'" + line
        default: return line.hasPrefix("::") ? "'" + line : line
        }
    }

    private static func quoted(_ text: String) -> String {
        let isSpecial = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
        }
        guard isSpecial else { return text }
        var quoted = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { quoted.append(byte) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
