/// Comma-separated values (RFC 4180, but for its line ends: here they are newlines).
enum CSV {
    static func document(_ records: Records) -> String {
        header(records.columns) + records.rows.map(line).joined()
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
        case .array, .object: quoted(value.document())
        }
    }

    /// One line without control characters, for it may be printed to a terminal; and no formula: a
    /// spreadsheet would run text that begins like one, and a quote before it stops that (OWASP, "CSV
    /// Injection").
    private static func harmless(_ text: String) -> String {
        let line = DisplayText.line(text)
        return ["=", "+", "-", "@"].contains(line.first) ? "'" + line : line
    }

    private static func quoted(_ text: String) -> String {
        let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
        guard text.unicodeScalars.contains(where: special.contains) else { return text }
        let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        return "\"" + doubled + "\""
    }
}
