/// Something to be told, in any format.
///
/// All of it follows from the report alone: no clock, no environment, no terminal.
public protocol Report {
    var json: JSONValue { get }
    /// For machines and spreadsheets: one header, rows of unrounded values.
    var records: Records { get }
    func text(_ style: TextStyle) -> String
    func markdown() -> String
}

/// Rows of values under named columns.
public struct Records: Sendable {
    let columns: [String]
    let rows: [[JSONValue]]
}

extension Report {
    /// The report as it is to be written, with a newline at its end.
    public func rendered(as format: OutputFormat, _ style: TextStyle) -> String {
        switch format {
        case .text: style.hasUnicode ? text(style) : DisplayText.ascii(text(style))
        case .json: json.document()
        case .csv: CSV.document(records)
        case .markdown: markdown()
        }
    }
}
