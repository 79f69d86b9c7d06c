/// How a report is written.
public enum OutputFormat: String, Sendable, CaseIterable {
    case text, json
    /// A JSON object a line.
    case jsonl
    case csv, markdown
}
