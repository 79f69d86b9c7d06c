public import CSMEvents

/// The operations that `--only` and `--not` leave.
public struct OperationChoice: Sendable {
    private let only: [OperationGlob]
    private let not: [OperationGlob]

    /// Any of `only` must match, where there are some, and none of `not` may.
    public init(only: [OperationGlob], not: [OperationGlob]) {
        self.only = only
        self.not = not
    }

    /// Whether all operations are left.
    public var isAnything: Bool { only.isEmpty && not.isEmpty }

    public func includes(_ labels: EventLabels) -> Bool {
        func matches(_ glob: OperationGlob) -> Bool {
            glob.matches(service: labels.service, api: labels.api)
        }
        return (only.isEmpty || only.contains(where: matches)) && !not.contains(where: matches)
    }
}
