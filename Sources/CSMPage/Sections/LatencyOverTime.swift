import CSMAnalysis
import CSMEvents
import CSMReport

/// Latency as it changed over a session: percentiles of the calls that started in each of some
/// equal stretches of time.
struct LatencyOverTime {
    struct Stretch {
        /// Milliseconds from the beginning of the time shown.
        let start: Int
        var calls = 0
        var errors = 0
        var latencies = LatencyHistogram()
    }

    static let most = 60

    /// Milliseconds, of each stretch.
    let length: Int
    let stretches: [Stretch]
    static let percentiles = ["50", "95"].compactMap { Percentile($0) }

    init(of trace: CallTrace, over window: Interval) {
        let whole = Int(max(1, window.end - window.start))
        let length = Self.round((whole + Self.most - 1) / Self.most)
        self.length = length
        var stretches = (0...(whole - 1) / length).map { Stretch(start: $0 * length) }
        for call in trace.calls {
            let offset = Int(call.interval.start - window.start)
            guard offset >= 0, offset < whole else { continue }
            let place = offset / length
            stretches[place].calls += 1
            if trace.labels[call.labels].isError { stretches[place].errors += 1 }
            if let latency = call.latency {
                stretches[place].latencies.add(milliseconds: Int(latency))
            }
        }
        self.stretches = stretches
    }

    /// The next of 1, 2, 5, 10, 20, 50 and so on.
    static func round(_ length: Int) -> Int {
        var decade = 1
        while decade < Int.max / 10 {
            for factor in [1, 2, 5] where factor * decade >= length { return factor * decade }
            decade *= 10
        }
        return length
    }

    var isEmpty: Bool { stretches.allSatisfy { $0.latencies.count == 0 } }

    /// For who reads the figures: only stretches in which calls started.
    func table(_ id: String, _ suffix: String) -> PageTable {
        let rows = stretches.filter { $0.calls > 0 }.map { stretch in
            let latencies = stretch.latencies
            let values =
                latencies.latencies(at: Self.percentiles) + [latencies.maximum]
            return PageTable.Row(
                head: HTML(
                    markup: Figures.decimal(Double(stretch.start) / 1_000, places: 3)),
                cells: [cell(stretch.calls), cell(stretch.errors)] + values.map(cell))
        }
        return PageTable(
            id: id, caption: "Latency over time, in figures" + suffix,
            columns: [PageTable.Column(title: "from s")]
                + [
                    ("calls", "calls"), ("errors", "errors"), ("p50 ms", "p50_ms"),
                    ("p95 ms", "p95_ms"), ("max ms", "max_ms"),
                ].map { PageTable.Column(title: $0, key: $1) },
            rows: rows)
    }

    private func cell(_ value: Int?) -> PageTable.Cell {
        guard let value else { return PageTable.Cell("–", tone: .quiet) }
        return PageTable.Cell(
            HTML(markup: Figures.count(value)), value: String(value),
            tone: value == 0 ? .quiet : .plain)
    }
}
