/// A count in each run of two sides.
///
/// Counts are exact, so there is no chance to reckon with: if they are equal in all runs of each
/// side, any difference is a change; if they vary, it is one where every new run lies outside of
/// the base's range, all on the same side of it.
public struct CountChange: Sendable, Equatable {
    public enum Direction: Sendable {
        case more, fewer
    }

    /// One a run; 0 where a run has none.
    public let base: [Int]
    public let new: [Int]

    public init(base: [Int], new: [Int]) {
        self.base = base
        self.new = new
    }

    /// From the smallest to the largest.
    public var baseRange: ClosedRange<Int> { Self.range(base) }
    public var newRange: ClosedRange<Int> { Self.range(new) }

    /// Which way it changed; `nil` where that is not seen.
    public var direction: Direction? {
        guard !base.isEmpty, !new.isEmpty else { return nil }
        if newRange.lowerBound > baseRange.upperBound { return .more }
        return newRange.upperBound < baseRange.lowerBound ? .fewer : nil
    }

    private static func range(_ counts: [Int]) -> ClosedRange<Int> {
        (counts.min() ?? 0)...(counts.max() ?? 0)
    }
}
