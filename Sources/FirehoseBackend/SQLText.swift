/// Text as a literal of SQL, the same to Athena (Trino) and to DuckDB.
enum SQLText {
    /// In single quotes, each of its own doubled: nothing else has a meaning within them.
    static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    static func list(_ texts: [String]) -> String {
        "(" + texts.map(literal).joined(separator: ", ") + ")"
    }
}
