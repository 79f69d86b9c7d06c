/// What a committed call list and sessions have not in common.
public struct CallListComparison: Sendable {
    public struct Change: Sendable {
        public let entry: CallList.Entry
        /// 0 for what the list does not have.
        public let expected: Int
        /// 0 for what was not called.
        public let measured: Int
    }

    /// The list's file, as it was named.
    public let file: String
    /// In the order of the list's lines.
    public let changes: [Change]
    /// What was recorded, as the list should be to have no change.
    public let measured: CallList
    /// Why calls may be missing from what was recorded; `nil` where nothing says so.
    public let gap: String?

    /// Throws what reading the sessions' events throws.
    public init(_ sessions: [CheckedSession], with expected: CallList, from file: String) throws {
        self.file = file
        let measured = try CallList(of: sessions)
        self.measured = measured
        gap = sessions.lazy.compactMap(\.gap).first
        changes = Set(expected.counts.keys).union(measured.counts.keys)
            .map {
                Change(
                    entry: $0, expected: expected.counts[$0] ?? 0,
                    measured: measured.counts[$0] ?? 0)
            }
            .filter { $0.expected != $0.measured }
            .sorted { $0.line.utf8.lexicographicallyPrecedes($1.line.utf8) }
    }

    public var outcome: Verdict.Outcome {
        // What was not seen may be what is missing, but it takes no call away.
        if changes.contains(where: { $0.measured > $0.expected }) { return .breached }
        if gap != nil { return .none }
        return changes.isEmpty ? .met : .breached
    }
}

extension CallListComparison.Change {
    fileprivate var line: String { CallList.line(entry, expected) }
}
