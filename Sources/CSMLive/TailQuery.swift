public import CSMAnalysis
public import CSMEvents

/// Which calls to tell of as they come.
public struct TailQuery: Sendable {
    public var operations: OperationChoice
    public var errorsOnly = false
    /// Only what took longer than this, in milliseconds; `nil` for all.
    public var slowerThan: Int64?
    /// Whether attempts are told of, too, each as it came.
    public var withAttempts = false
    /// Only what belongs to this mark.
    public var mark: String?

    public init(operations: OperationChoice) { self.operations = operations }

    /// Whether events of these labels may be told of.
    public func includes(_ labels: EventLabels) -> Bool {
        guard labels.level == .call || labels.level == .attempt && withAttempts else {
            return false
        }
        return (!errorsOnly || labels.isError) && operations.includes(labels)
    }

    /// Whether an event is told of whose labels are.
    public func includes(latency: Int32?) -> Bool {
        guard let slowerThan else { return true }
        return latency.map { Int64($0) > slowerThan } ?? false
    }
}
