/// What events that were pushed share besides their labels; `nil` where that was not asked for.
public struct PushedLabels: Sendable, Equatable {
    /// `functionName`, as the push had it.
    public var function: String?
    /// The UTC day in which they were recorded: `2026-11-20`.
    public var day: String?
    /// The UTC hour in which they were recorded: `2026-11-20T17Z`.
    public var hour: String?

    public init(function: String? = nil, day: String? = nil, hour: String? = nil) {
        self.function = function
        self.day = day
        self.hour = hour
    }
}
