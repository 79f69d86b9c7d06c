public import CSMAnalysis
import CSMEvents

extension FleetAnswer {
    /// What the figures are of: `Athena workgroup csm: 56,789 events of 1,204 sessions, …`.
    package func heading(_ style: TextStyle) -> String {
        let whose =
            functions.isEmpty
            ? "" : ", function \(functions.map(DisplayText.line).joined(separator: " or "))"
        var text =
            "Athena workgroup \(workGroup)\(whose): \(Figures.counted(events, "event")) of "
            + Figures.counted(sessions, "session")
        if let firstReceived, let lastReceived {
            let first = style.time(microseconds: firstReceived * 1_000)
            let last = style.zonedTime(microseconds: lastReceived * 1_000)
            // The day once, where it is the same.
            let isSameDay = first.prefix(11) == last.prefix(11)
            text += ", recorded \(first) to \(isSameDay ? String(last.dropFirst(11)) : last)"
        } else {
            text += " in \(database), arrived from \(firstDay) to \(lastDay)"
        }
        return text
    }

    /// What the answer took, as a sentence.
    public var cost: String {
        "Athena scanned \(Self.bytes(scannedBytes)) in "
            + "\(Figures.duration(milliseconds: milliseconds))."
    }

    /// In the largest unit of which there is at least one.
    public static func bytes(_ count: Int) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB"]
        guard count >= 1_024 else { return Figures.counted(count, "byte") }
        var value = Double(count) / 1_024
        var unit = 0
        while value >= 1_024, unit + 1 < units.count {
            value /= 1_024
            unit += 1
        }
        return "\(Figures.decimal(value, places: 2)) \(units[unit])"
    }

    package var json: JSONValue {
        .object([
            ("workgroup", .string(workGroup)),
            ("database", .string(database)),
            ("functions", .array(functions.map { .string($0) })),
            ("query_ids", .array(queries.map { .string($0) })),
            ("first_day", .string(firstDay)),
            ("last_day", .string(lastDay)),
            ("sessions", .integer(sessions)),
            ("events", .integer(events)),
            ("first_received_at", Self.instant(firstReceived)),
            ("last_received_at", Self.instant(lastReceived)),
            ("scanned_bytes", .integer(scannedBytes)),
            ("query_ms", .integer(self.milliseconds)),
        ])
    }

    private static func instant(_ milliseconds: Int64?) -> JSONValue {
        JSONValue(milliseconds.map { Instant.iso8601(microseconds: $0 * 1_000) })
    }
}
