public import CSMAnalysis
public import IAMPolicy

/// The IAM policy that recorded calls need.
///
/// As JSON it is the policy document alone, fit for `aws iam create-policy`; what that cannot hold
/// is in `notes`.
public struct PolicyReport: Sendable {
    public let draft: PolicyDraft
    public let sessions: [SessionOverview]
    let completeness: Completeness

    public init(_ draft: PolicyDraft, of sessions: [SessionOverview]) {
        self.draft = draft
        self.sessions = sessions
        var completeness = Completeness()
        for session in sessions { completeness.add(session.completeness) }
        self.completeness = completeness
    }

    /// The policy document.
    ///
    /// IAM takes none without a statement.
    public var json: JSONValue {
        .object([
            ("Version", .string("2012-10-17")),
            (
                "Statement",
                .array(
                    draft.statements.map { statement in
                        .object([
                            ("Sid", .string(statement.id)),
                            ("Effect", .string("Allow")),
                            (
                                "Action",
                                .array(statement.actions.map { .string($0.description) })
                            ),
                            ("Resource", .string("*")),
                        ])
                    })
            ),
        ])
    }

    /// How long IAM counts the policy: without white space, of which its texts have none.
    var size: Int { json.line().utf8.count }

    /// How long a managed policy may be, by IAM's quotas.
    static let mostSize = 6_144
}

extension PolicyReport: Report {
    /// A row for each operation.
    public var records: Records {
        Records(
            columns: ["service", "api", "calls", "refused", "needs", "actions", "some_requests"],
            of: draft.operations
        ) { operation in
            let (called, needs) = (operation.called, operation.needs)
            return [
                .string(called.service), .string(called.api), .integer(called.calls),
                .integer(called.refused), .string(Self.kind(needs)),
                .string(Self.list(needs?.actions ?? [], " ")),
                .string(Self.list(needs?.someRequests ?? [], " ")),
            ]
        }
    }

    /// An object for each operation.
    public var jsonLines: JSONList {
        JSONList(draft.operations) { operation in
            let (called, needs) = (operation.called, operation.needs)
            return .object([
                ("service", .string(called.service)),
                ("api", .string(called.api)),
                ("calls", .integer(called.calls)),
                ("refused", .integer(called.refused)),
                ("needs", .string(Self.kind(needs))),
                ("actions", .array((needs?.actions ?? []).map { .string($0.description) })),
                (
                    "some_requests",
                    .array((needs?.someRequests ?? []).map { .string($0.description) })
                ),
            ])
        }
    }

    /// Which of its actions an operation needs.
    private static func kind(_ needs: OperationNeeds?) -> String {
        guard let needs else { return "unknown" }
        if needs.actions.isEmpty { return "none" }
        return needs.dependsOnRequest ? "any" : "all"
    }

    static func list(_ actions: [IAMAction], _ separator: String = ", ") -> String {
        actions.map(\.description).joined(separator: separator)
    }
}
