/// The time, and how to let some of it pass.
public struct CallTiming {
    /// On a clock that nobody sets.
    public let now: () -> Duration
    /// Waits; false if the user asked to stop by when it is over.
    public let wait: (Duration) -> Bool
    /// From 0 to 1.
    public let random: () -> Double

    public init(
        now: @escaping () -> Duration, wait: @escaping (Duration) -> Bool,
        random: @escaping () -> Double = { Double.random(in: 0...1) }
    ) {
        self.now = now
        self.wait = wait
        self.random = random
    }
}
