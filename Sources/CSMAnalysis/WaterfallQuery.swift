public import CSMEvents

/// Which calls of a session to show.
public struct WaterfallQuery: Sendable {
    /// Any of these must match, where there are some.
    public var only: [OperationGlob] = []
    /// None of these may match.
    public var not: [OperationGlob] = []
    /// The resource must match any of these, where there are some.
    public var resources: [Glob] = []
    /// Show the slowest calls only, this many, the slowest first.
    public var slowest: Int?
    public var errorsOnly = false
    /// Whether attempts are shown too, each call on a line of its own.
    public var withAttempts = false
    /// Calls that were over before this are left out; milliseconds on the time line.
    public var from: Int64?
    /// Calls that started at this or later are left out; milliseconds on the time line.
    public var until: Int64?

    /// Show the calls that belong to this mark only.
    public var mark: String?

    public init() {}

    /// Whether calls and attempts of these labels are needed, to be shown or to be told apart.
    public func includes(_ labels: EventLabels) -> Bool {
        guard labels.level == .call || labels.level == .attempt && withAttempts else {
            return false
        }
        return OperationChoice(only: only, not: not, resources: resources).includes(labels)
    }
}
