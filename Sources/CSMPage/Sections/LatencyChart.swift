import CSMAnalysis
import CSMReport
import Glibc

/// Latency over time as a drawing: p50 and p95 as lines, the slowest call of each stretch as a dot,
/// on a logarithmic scale.
struct LatencyChart {
    private static let (width, height) = (960.0, 220.0)
    private static let (left, right, top, bottom) = (56.0, 8.0, 10.0, 26.0)

    private let overTime: LatencyOverTime
    private let most: Double
    private let seconds: Double

    init(_ overTime: LatencyOverTime) {
        self.overTime = overTime
        most = Double(max(10, overTime.stretches.compactMap(\.latencies.maximum).max() ?? 10))
        seconds = Double(overTime.length * overTime.stretches.count) / 1_000
    }

    private func x(_ stretch: Double) -> Double {
        let room = Self.width - Self.left - Self.right
        return Self.left + stretch / Double(overTime.stretches.count) * room
    }

    private func y(_ latency: Int) -> Double {
        let room = Self.height - Self.top - Self.bottom
        return Self.height - Self.bottom - log(1 + Double(latency)) / log(1 + most) * room
    }

    var svg: HTML {
        var parts: HTML = """
            <svg class="chart" viewBox="0 0 960 220" role="img" aria-label="\(description)">
            """
        for latency in gridLines {
            let height = PageStyle.coordinate(y(latency))
            parts += """
                <path class="grid" d="M\(PageStyle.coordinate(Self.left)) \(height)H952"/>\
                <text class="tick" x="50" y="\(height)" dy="4" text-anchor="end">\
                \(Figures.count(latency))</text>
                """
        }
        let step = LatencyOverTime.round(overTime.length * overTime.stretches.count / 6 + 1)
        for time in stride(from: 0, to: overTime.length * overTime.stretches.count, by: step) {
            let x = PageStyle.coordinate(x(Double(time) / Double(overTime.length)))
            let anchor: HTML = time == 0 ? "start" : "middle"
            let text = Figures.decimal(Double(time) / 1_000, places: step < 1_000 ? 3 : 0)
            parts += """
                <path class="grid" d="M\(x) 10V194"/><text class="tick" x="\(x)" y="214" text-anchor="\(anchor)">\(text) s</text>
                """
        }
        parts += """
            <path class="p95" d="\(line(1))"/><path class="p50" d="\(line(0))"/>\
            <path class="most" d="\(dots)"/>
            """
        return parts + "</svg>\n"
    }

    private var description: String {
        let all = overTime.stretches.compactMap(\.latencies.maximum)
        return "Latency over \(Figures.decimal(seconds, places: 1)) s in stretches of "
            + Figures.duration(milliseconds: overTime.length)
            + ": p50 and p95 as lines, the slowest call of each as a dot, up to "
            + "\(Figures.count(all.max() ?? 0)) ms. The figures are in the table below."
    }

    private var gridLines: [Int] {
        var lines = [0, 1]
        while lines.count < 12, Double(lines[lines.count - 1]) * 10 <= most {
            lines.append(lines[lines.count - 1] * 10)
        }
        return lines.count > 2 ? lines.filter { $0 != 0 } : lines
    }

    /// Stretches without a call have no latency: the line is broken there.
    private func line(_ percentile: Int) -> HTML {
        var path: HTML = ""
        var isOpen = false
        for (place, stretch) in overTime.stretches.enumerated() {
            let latency = stretch.latencies.latencies(at: LatencyOverTime.percentiles)[percentile]
            guard let latency else {
                isOpen = false
                continue
            }
            let height = PageStyle.coordinate(y(latency))
            // As long as the stretch, so that one alone is seen.
            let (start, end) = (
                PageStyle.coordinate(x(Double(place))), PageStyle.coordinate(x(Double(place + 1)))
            )
            path += isOpen ? "L\(start) \(height)H\(end)" : "M\(start) \(height)H\(end)"
            isOpen = true
        }
        return path
    }

    private var dots: HTML {
        overTime.stretches.enumerated().compactMap { place, stretch -> HTML? in
            guard let latency = stretch.latencies.maximum else { return nil }
            let middle = PageStyle.coordinate(x(Double(place) + 0.5) - 2.5)
            return "M\(middle) \(PageStyle.coordinate(y(latency) - 2.5))h5v5h-5z"
        }.joined()
    }
}
