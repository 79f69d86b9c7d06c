/// Text as a literal of SQL, the same to Athena (Trino) and to DuckDB.
enum SQLText {
    /// In single quotes, each of its own doubled: nothing else has a meaning within them.
    ///
    /// By scalars: a quote with an accent behind it is another Character, and a quote all the same.
    static func literal(_ text: String) -> String {
        var literal = "'".unicodeScalars
        for scalar in text.unicodeScalars {
            literal.append(scalar)
            if scalar == "'" { literal.append(scalar) }
        }
        literal.append("'")
        return String(literal)
    }

    static func list(_ texts: [String]) -> String {
        "(" + texts.map(literal).joined(separator: ", ") + ")"
    }
}
