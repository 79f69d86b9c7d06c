/// What a replay came to.
public struct ReplayFigures {
    public internal(set) var sent = 0
    public internal(set) var refused = 0
    /// Nanoseconds from its start to its end.
    public internal(set) var duration: Int64 = 0
    /// How many datagrams were late by how many microseconds; beyond 10 ms, by how many whole
    /// milliseconds, and by a minute at most, so that this does not grow with what is sent.
    private var lateness: [Int: Int] = [:]
    /// Microseconds.
    private var worst = 0

    mutating func countLateness(_ nanoseconds: Int64) {
        let microseconds = Int(max(0, nanoseconds)) / 1_000
        worst = max(worst, microseconds)
        let coarse = microseconds < 10_000 ? microseconds : microseconds / 1_000 * 1_000
        lateness[min(coarse, 60_000_000), default: 0] += 1
    }

    /// The lateness that `share` of the datagrams did not exceed, in milliseconds; nearest rank.
    private func lateness(at share: Double) -> Double? {
        let count = lateness.values.reduce(0, +)
        guard count > 0 else { return nil }
        let rank = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (microseconds, number) in lateness.sorted(by: { $0.key < $1.key }) {
            seen += number
            if seen >= rank { return Double(microseconds) / 1_000 }
        }
        return nil
    }

    /// `sent 1,000 datagrams in 2.003 s, 0 refused, worst lateness 0.214 ms`.
    public func sentence(verbose: Bool) -> String {
        var parts = [
            "sent \(sent) datagram\(sent == 1 ? "" : "s") in \(Self.decimal(Double(duration) / 1e9)) s",
            "\(refused) refused",
        ]
        if !lateness.isEmpty {
            parts.append("worst lateness \(Self.decimal(Double(worst) / 1_000)) ms")
        }
        if verbose, let middle = lateness(at: 0.5), let most = lateness(at: 0.99) {
            parts.append("p50 \(Self.decimal(middle)) ms, p99 \(Self.decimal(most)) ms")
        }
        return parts.joined(separator: ", ")
    }

    /// With three decimals.
    public static func decimal(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        return "\(thousandths / 1_000)." + String(String(thousandths % 1_000 + 1_000).dropFirst())
    }
}
