import IAMPolicy

extension PolicyReport {
    /// What the policy document cannot say, a sentence or two each, with names as they came off the
    /// wire.
    public var notes: [String] {
        notes(mark: nil) + (completeness.isComplete ? [] : [completeness.sentence])
    }

    /// `mark` is what refused actions are marked with where these are shown.
    func notes(mark: String?) -> [String] {
        refusalNotes(mark) + dependingNotes
            + [someRequestsNote, permissionlessNote, unknownNote, sizeNote, resourceNote]
            .compactMap { $0 }
    }

    /// How many items a note names.
    private static let most = 12

    private static func listed(_ items: [String], separator: String = ", ") -> String {
        let more = items.count - most
        return items.prefix(most).joined(separator: separator)
            + (more > 0 ? " and \(Figures.count(more)) more" : "")
    }

    // MARK: Refused calls

    private func refusalNotes(_ mark: String?) -> [String] {
        let refused = draft.refused
        guard !refused.isEmpty else { return [] }
        let start = mark.map { "\($0) Refused" } ?? "Refused"
        let notes = refused.prefix(Self.most).map { operation in
            let codes = operation.refusals.map(\.code).joined(separator: ", ")
            let calls =
                operation.calls > 0
                ? "\(Figures.count(operation.refused)) of "
                    + Figures.counted(operation.calls, "call")
                : Figures.counted(operation.refused, "attempt")
            let message = operation.message.map { ": \(Self.cut($0))" } ?? ""
            return "\(start): \(operation.name), \(calls), \(codes)\(message)"
        }
        let more = refused.count - notes.count
        return notes + (more > 0 ? ["\(start): \(Figures.count(more)) more operations"] : [])
            + ["The permissions for these calls are missing, or a policy denies them explicitly."]
    }

    /// Longer messages are cut: the note is to be read.
    private static let longestMessage = 400

    private static func cut(_ message: String) -> String {
        message.count <= longestMessage ? message : message.prefix(longestMessage) + "…"
    }

    // MARK: What the policy has and lacks

    /// One for operations that need the same.
    private var dependingNotes: [String] {
        Dictionary(grouping: draft.depending) { Self.list($0.needs?.actions ?? []) }
            .sorted { $0.key < $1.key }.map { actions, operations in
                let names = Self.listed(operations.map(\.called.name))
                let verb = operations.count == 1 ? "needs" : "need"
                return "\(names) \(verb) only what the request uses of \(actions). "
                    + "The policy has all of these; remove the others."
            }
    }

    private var someRequestsNote: String? {
        let actions = draft.someRequests.map { permission in
            "\(permission.action) (\(Self.listed(permission.operations.map(\.name))))"
        }
        guard !actions.isEmpty else { return nil }
        return "Some requests also need these, which the policy does not have: "
            + "\(Self.listed(actions))."
    }

    private var permissionlessNote: String? {
        let names = draft.permissionless.map(\.name)
        return names.isEmpty ? nil : "No permission is needed for \(Self.listed(names))."
    }

    private var unknownNote: String? {
        let names = draft.unknown.map { operation in
            operation.calls > 0
                ? "\(operation.name) (\(Figures.counted(operation.calls, "call")))" : operation.name
        }
        guard !names.isEmpty else { return nil }
        return "No IAM action is known for \(Self.listed(names)), so the policy has none. See the "
            + "service authorization reference."
    }

    private var sizeNote: String? {
        guard size > Self.mostSize else { return nil }
        return "The policy has \(Figures.count(size)) characters; a managed policy can have "
            + "\(Figures.count(Self.mostSize)). Split it, or use --only and --not."
    }

    private var resourceNote: String? {
        guard !draft.permissions.isEmpty else { return nil }
        var resources: [String: Set<String>] = [:]
        for called in draft.operations.map(\.called) {
            resources[called.service, default: []].formUnion(called.resources)
        }
        let shown = resources.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key) \(Self.listed($0.value.sorted()))" }
        let start = "Resource is \"*\", because CSM reports no resource names."
        guard !shown.isEmpty else { return "\(start) Narrow it." }
        return "\(start) Narrow it; spans name these: \(shown.joined(separator: "; "))."
    }
}
