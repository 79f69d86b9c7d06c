/// How many calls there were in equal parts of the last minute, a character a part.
enum MinuteLine {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The highest block is that of the most calls; any call at all is seen.
    static func text(_ calls: [Int?]) -> String {
        let most = calls.compactMap { $0 }.max() ?? 0
        return String(
            calls.map { calls in
                guard let calls, calls > 0 else { return " " }
                return blocks[min(7, calls * 8 / most)]
            })
    }

    /// How many parts suit a width, none shorter than so many seconds.
    static func parts(width: Int, interval: Double) -> Int {
        let wished = width < 120 ? 12 : width < 160 ? 20 : width < 240 ? 30 : 60
        return [60, 30, 20, 12, 10, 6].first { $0 <= wished && 60 / Double($0) >= interval } ?? 6
    }
}
