import FirehoseBackend

/// A statement of SQL to ask Athena, and what it reads.
public struct FleetQuestion: Sendable, Equatable {
    /// Without a semicolon at its end.
    public let sql: String
    /// The functions that are selected; empty for all.
    let functions: [String]
    /// The names of the answer's columns, in order.
    let columns: [String]
    /// The days of arrival whose partitions are read: `2026-11-20`.
    public let firstDay: String
    public let lastDay: String

    init(_ query: HistogramQuery, _ filters: [EventFilter]) {
        self.init(query.sql, query.columns, filters)
    }

    init(_ sql: String, _ columns: [String], _ filters: [EventFilter]) {
        self.sql = sql
        self.columns = columns
        firstDay = filters.map(\.firstDay).min() ?? ""
        lastDay = filters.map(\.lastDay).max() ?? ""
        var known: Set<String> = []
        functions =
            filters.contains { $0.functions.isEmpty }
            ? [] : filters.flatMap(\.functions).filter { known.insert($0).inserted }
    }
}
