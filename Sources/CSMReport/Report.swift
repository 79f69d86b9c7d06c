/// Something to be told, in any format.
///
/// All of it follows from the report alone: no clock, no environment, no terminal.
public protocol Report {
    var json: JSONValue { get }
    /// What JSON Lines have a line each of: the list that the report is, or all of it.
    var jsonLines: JSONList { get }
    /// For machines and spreadsheets: one header, rows of unrounded values.
    var records: Records { get }
    func text(_ style: TextStyle) -> String
    func markdown() -> String
}

/// Rows of values under named columns.
public struct Records: Sendable {
    let columns: [String]
    let count: Int
    /// Each row is made when it is asked for.
    let row: @Sendable (Int) -> [JSONValue]

    init(columns: [String], rows: [[JSONValue]]) {
        self.init(columns: columns, of: rows) { $0 }
    }

    /// A row for each of `elements`, whose values `row` makes.
    init<Element: Sendable>(
        columns: [String], of elements: [Element],
        row: @escaping @Sendable (Element) -> [JSONValue]
    ) {
        self.columns = columns
        count = elements.count
        self.row = { row(elements[$0]) }
    }
}

extension Report {
    public var jsonLines: JSONList { JSONList([json]) { $0 } }

    /// The report as it is to be written, with a newline at its end.
    public func rendered(as format: OutputFormat, _ style: TextStyle) -> String {
        var output = ""
        write(as: format, style) { output += $0 }
        return output
    }

    /// Writes the report in pieces: what machines read is never in memory as a whole.
    public func write(
        as format: OutputFormat, _ style: TextStyle, to sink: (String) throws -> Void
    ) rethrows {
        switch format {
        case .text: try sink(style.hasUnicode ? text(style) : DisplayText.ascii(text(style)))
        case .json: try json.writeDocument(to: sink)
        case .jsonl: try jsonLines.writeLines(to: sink)
        case .csv: try CSV.write(records, to: sink)
        case .markdown: try sink(markdown())
        }
    }
}
