/// What an operation, or the calls of a mark, add to a count.
public struct Share: Sendable, Equatable {
    /// The operation or the mark; `nil` for what belongs to no mark.
    public let name: String?
    public let count: Int
    /// Whether it is an operation that no rule names, though rules name others.
    public let hasNoRule: Bool
}

extension [Share] {
    /// Those that no rule names first, then by their counts.
    init(_ counts: [String?: Int], hasNoRule: (String?) -> Bool = { _ in false }) {
        self = counts.filter { $0.value > 0 }
            .map { Share(name: $0.key, count: $0.value, hasNoRule: hasNoRule($0.key)) }
            .sorted { left, right in
                if left.hasNoRule != right.hasNoRule { return left.hasNoRule }
                if left.count != right.count { return left.count > right.count }
                return (left.name ?? "") < (right.name ?? "")
            }
    }
}
