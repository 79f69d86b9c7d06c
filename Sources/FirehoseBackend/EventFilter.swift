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
    /// Any of these sessions, by their ids or how these begin; empty for all.
    public var sessions: [String] = []

    public init(firstDay: String, lastDay: String) {
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The day of a time in milliseconds since 1970, as partitions are named.
    public static func day(_ milliseconds: Int64) -> String {
        String(Instant.short(microseconds: milliseconds * 1_000).prefix(10))
    }

    /// The partitions, as a condition on them alone: what bounds what is read.
    public var partitions: String {
        "\(EventTable.day) BETWEEN \(SQLText.literal(firstDay)) AND \(SQLText.literal(lastDay))"
    }

    /// All conditions on rows but that on the partitions; `nil` for none.
    private var rows: String? {
        var conditions: [String] = []
        if let receivedFrom { conditions.append("receivedtimestamp >= \(receivedFrom)") }
        if let receivedUntil { conditions.append("receivedtimestamp < \(receivedUntil)") }
        if !functions.isEmpty { conditions.append("functionname IN \(SQLText.list(functions))") }
        if !sessions.isEmpty {
            conditions.append("(" + sessions.map(Self.session).joined(separator: " OR ") + ")")
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }

    /// Characters of an id that csm-record makes; what is shorter is the beginning of one.
    private static let wholeID = 16

    /// Whether `reference` names the session of that id.
    public static func names(_ reference: String, _ id: String) -> Bool {
        reference.utf8.count < wholeID ? id.hasPrefix(reference) : id == reference
    }

    /// A range, which the statistics of Parquet's row groups can answer: an id has no character
    /// behind `z`.
    private static func session(_ reference: String) -> String {
        let literal = SQLText.literal(reference)
        return reference.utf8.count < wholeID
            ? "sessionid BETWEEN \(literal) AND \(SQLText.literal(reference + "~"))"
            : "sessionid = \(literal)"
    }

    /// What any of the filters takes, in one reading.
    static func condition(_ filters: [EventFilter]) -> String {
        let first = filters.map(\.firstDay).min() ?? ""
        let last = filters.map(\.lastDay).max() ?? ""
        let partitions = EventFilter(firstDay: first, lastDay: last).partitions
        let rows = filters.map(\.rows)
        // One without a condition takes all.
        guard !rows.contains(nil), !rows.isEmpty else { return partitions }
        let any = rows.compactMap { $0 }.map { "(\($0))" }.joined(separator: "\n            OR ")
        return partitions + "\n            AND " + (rows.count == 1 ? any : "(\(any))")
    }
}
