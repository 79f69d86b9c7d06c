/// How a report is written.
public enum OutputFormat: String, Sendable, CaseIterable {
    case text, json, csv, markdown
}
