import CSMEvents

/// Which of the pushed events a query is about.
public struct EventFilter: Sendable, Equatable {
    /// The days of arrival, in UTC, whose partitions are read: `2026-11-20`.
    public var firstDay: String
    public var lastDay: String
    /// When its recorder received an event, in milliseconds since 1970; `nil` for no bound.
    public var receivedFrom: Int64?
    /// Events that were received at this or later are left out.
    public var receivedUntil: Int64?
    /// Any of these names; empty for all.
    public var functions: [String] = []
    /// Any of these sessions; empty for all.
    public var sessions: [SessionReference] = []

    public init(firstDay: String, lastDay: String) {
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The day of a time in milliseconds since 1970, as partitions are named.
    public static func day(_ milliseconds: Int64) -> String {
        String(Instant.short(microseconds: milliseconds * 1_000).prefix(10))
    }

    /// The partitions, as a condition on them alone: what bounds what is read.
    private var partitions: String {
        "\(EventTable.day) BETWEEN \(SQLText.literal(firstDay)) AND \(SQLText.literal(lastDay))"
    }

    /// The conditions on rows but that on the partitions.
    private var rows: [String] {
        var conditions: [String] = []
        if let receivedFrom { conditions.append("receivedtimestamp >= \(receivedFrom)") }
        if let receivedUntil { conditions.append("receivedtimestamp < \(receivedUntil)") }
        if !functions.isEmpty { conditions.append("functionname IN \(SQLText.list(functions))") }
        if !sessions.isEmpty {
            conditions.append("(" + sessions.map(\.condition).joined(separator: " OR ") + ")")
        }
        return conditions
    }

    /// What any of the filters takes, in one reading; its lines are for a `WHERE` four columns in.
    static func condition(_ filters: [EventFilter]) -> String {
        let first = filters.map(\.firstDay).min() ?? ""
        let last = filters.map(\.lastDay).max() ?? ""
        let partitions = EventFilter(firstDay: first, lastDay: last).partitions
        let rows = filters.map(\.rows)
        // One without a condition takes all.
        guard !rows.contains(where: \.isEmpty) else { return partitions }
        let line = "\n        AND "
        if rows.count == 1 { return ([partitions] + rows[0]).joined(separator: line) }
        let sides = rows.map { "(" + $0.joined(separator: " AND ") + ")" }
        return partitions + line + "(" + sides.joined(separator: "\n            OR ") + ")"
    }
}
