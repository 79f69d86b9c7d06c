import CSMAnalysis

/// The operations that the rules of a budget name.
///
/// A pattern of nothing but wildcards, such as `*`, names none, or no operation would be left for
/// `other`.
public struct NamedOperations: Sendable, Hashable {
    private let globs: [OperationGlob]

    init(_ rules: [BudgetRule]) { globs = rules.flatMap(\.selector.namedOperations) }

    var isEmpty: Bool { globs.isEmpty }

    func contains(_ service: String, _ api: String) -> Bool {
        globs.contains { $0.matches(service: service, api: api) }
    }
}
