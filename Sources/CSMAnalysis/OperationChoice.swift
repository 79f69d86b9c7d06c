public import CSMEvents

/// The operations that `--only` and `--not` leave, and of their calls those that `--only-resource`
/// does.
public struct OperationChoice: Sendable {
    private let only: [OperationGlob]
    private let not: [OperationGlob]
    private let resources: [Glob]

    /// All operations.
    public static let all = OperationChoice(only: [], not: [])

    /// Any of `only` and of `resources` must match, where there are some, and none of `not` may.
    public init(only: [OperationGlob], not: [OperationGlob], resources: [Glob] = []) {
        self.only = only
        self.not = not
        self.resources = resources
    }

    /// Whether all calls are left.
    public var isAnything: Bool { only.isEmpty && not.isEmpty && resources.isEmpty }

    public func includes(_ labels: EventLabels) -> Bool {
        func matches(_ glob: OperationGlob) -> Bool {
            glob.matches(service: labels.service, api: labels.api)
        }
        guard only.isEmpty || only.contains(where: matches), !not.contains(where: matches) else {
            return false
        }
        guard !resources.isEmpty else { return true }
        return labels.resource.map { resource in resources.contains { $0.matches(resource) } }
            ?? false
    }
}
