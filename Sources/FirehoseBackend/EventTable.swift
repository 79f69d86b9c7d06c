import FirehoseLines

/// Names that the template and the queries agree on.
public enum EventTable {
    /// The table of events.
    ///
    /// It is no parameter of the template, so that the queries are the same text everywhere; the
    /// database is one, for a query finds its table in the database it is run in.
    static let name = "csm_events"

    /// The day of arrival, in UTC: the one partition key.
    static let day = "dt"

    /// Where the projected partitions begin: before any stack of this template.
    static let firstDay = "2026-01-01"

    /// Columns that tables of earlier templates do not have, and the statement that adds them.
    public static let laterColumns = ["resource", "duration_us"]
    public static let addition =
        "ALTER TABLE \(name) ADD COLUMNS (resource string, duration_us bigint)"

    /// The columns' names and types.
    static let columns: [(name: String, type: String)] = EventColumn.all.map { column in
        switch column.kind {
        case .text: (column.name, "string")
        case .integer: (column.name, "bigint")
        }
    }
}
