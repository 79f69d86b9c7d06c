public import CSMAnalysis

/// Which rows to show of what is going on, and in which order.
public struct LiveQuery: Sendable, Equatable {
    /// By what rows are ordered; the largest first, names from A to Z.
    public enum Order: String, Sendable, CaseIterable {
        case total, calls, errors, p95, name

        /// The one after it, after the last one the first.
        public var next: Order {
            let all = Self.allCases
            let place = all.firstIndex(of: self) ?? 0
            return all[(place + 1) % all.count]
        }
    }

    /// Of which time the order is, and which figures there is room for first.
    public enum Focus: Sendable, Equatable {
        case window, sinceStart
    }

    public var order = Order.total
    public var focus = Focus.window
    /// Whether only operations with errors are shown.
    public var errorsOnly = false
    /// Only operations that one of these matches; empty for all.
    public var filter: [OperationGlob] = []

    public init() {}
}
