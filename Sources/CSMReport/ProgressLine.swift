/// How far something is that takes its time: one line for a terminal.
public struct ProgressLine: Sendable {
    /// What is counted.
    public enum Unit: Sendable, Equatable {
        case bytes
        /// In the plural, as in `datagrams`.
        case count(String)
    }

    /// What is done, as in `importing`.
    private let work: String
    private let done: Int
    private let total: Int?
    private let unit: Unit
    /// How many a second; `nil` before that can be told.
    private let rate: Double?
    private let details: [String]

    /// `total` is `nil` where nobody knows it; `rate` is how many are done a second.
    public init(
        _ work: String, _ done: Int, of total: Int?, _ unit: Unit, rate: Double?,
        details: [String] = []
    ) {
        self.work = work
        self.done = done
        self.total = total.flatMap { $0 > 0 ? $0 : nil }
        self.unit = unit
        self.rate = rate.flatMap { $0 > 0 ? $0 : nil }
        self.details = details
    }

    /// The line without its newline: as much of it as takes fewer columns than `width`, for a
    /// terminal whose last column is taken may go on to the next line.
    public func text(width: Int) -> String {
        let counts = [amount]
        let rates = rate.map { [speed($0)] } ?? []
        let left = timeLeft.map { [$0] } ?? []
        let variants: [(bar: Int, parts: [String])] = [
            (20, counts + details + rates + left), (20, counts + rates + left),
            (10, counts + rates + left), (0, counts + rates + left), (0, rates + left), (0, left),
            (0, []),
        ]
        let lines = variants.lazy.map { line(bar: $0.bar, $0.parts) }
        return lines.first { $0.utf8.count < width }
            ?? String(line(bar: 0, []).prefix(max(0, width - 1)))
    }

    private func line(bar width: Int, _ parts: [String]) -> String {
        var words = ["csm-record: \(work)"]
        if let share {
            if width > 0 { words.append(Self.bar(share, width)) }
            words.append("\(Int(share * 100))%")
        }
        let parts = parts.joined(separator: ", ")
        return (words + (parts.isEmpty ? [] : [parts])).joined(separator: " ")
    }

    private var share: Double? { total.map { min(1, Double(done) / Double($0)) } }

    /// `[####......]`.
    static func bar(_ share: Double, _ width: Int) -> String {
        let filled = Int(share * Double(width))
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled) + "]"
    }

    private var amount: String {
        switch unit {
        case .bytes:
            total.map { "\(Self.mebibytes(Double(done))) of \(Self.mebibytes(Double($0))) MiB" }
                ?? "\(Self.mebibytes(Double(done))) MiB"
        case .count(let noun):
            (total.map { "\(Figures.count(done)) of \(Figures.count($0))" } ?? Figures.count(done))
                + " " + noun
        }
    }

    private func speed(_ rate: Double) -> String {
        switch unit {
        case .bytes: "\(Self.mebibytes(rate)) MiB/s"
        case .count: "\(Figures.count(Int(min(rate, 1e15))))/s"
        }
    }

    private static func mebibytes(_ bytes: Double) -> String {
        Figures.decimal(bytes / 1_048_576, places: 1)
    }

    private var timeLeft: String? {
        guard let total, let rate, done < total else { return nil }
        return Self.left(seconds: Double(total - done) / rate)
    }

    /// As in `0:05 left`, or `1:02:03 left`.
    static func left(seconds: Double) -> String {
        let seconds = Int(min(1e9, seconds.rounded(.up)))
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        let clock = hours > 0 ? "\(hours):\(twoDigits(minutes))" : "\(minutes)"
        return "\(clock):\(twoDigits(seconds % 60)) left"
    }
}
