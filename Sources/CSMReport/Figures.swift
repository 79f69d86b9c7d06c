/// Numbers for people.
package enum Figures {
    /// A count with its digits in groups of three.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
            grouped.append(digit)
        }
        return (value < 0 ? "-" : "") + grouped
    }

    /// "1 call", "2 calls", "1 retry", "2 retries".
    package static func counted(_ value: Int, _ noun: String, _ plural: String? = nil) -> String {
        count(value) + " " + (value == 1 ? noun : plural ?? noun + "s")
    }

    /// A number with a fixed count of decimals.
    package static func decimal(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        // More than 15 digits a Double does not know anyway.
        let scaled = Int(min(9e18, max(-9e18, (value * Double(scale)).rounded())))
        guard places > 0 else { return String(scaled) }
        let fraction = String(scaled.magnitude % scale.magnitude)
        let padding = String(repeating: "0", count: places - fraction.count)
        return (scaled < 0 ? "-" : "") + String(scaled.magnitude / scale.magnitude) + "." + padding
            + fraction
    }

    /// A stretch of time in the unit that suits it: 85 ms, 1.24 s, 3 min 07 s, 2 h 05 min.
    package static func duration(milliseconds: Int) -> String {
        let seconds = milliseconds / 1_000
        switch milliseconds {
        case ..<1_000: return "\(milliseconds) ms"
        case ..<60_000: return decimal(Double(milliseconds) / 1_000, places: 2) + " s"
        case ..<3_600_000: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
        default: return "\(seconds / 3_600) h \(twoDigits(seconds / 60 % 60)) min"
        }
    }

    /// A unit for a column of summed latencies; either shows them exactly.
    package enum TotalUnit: String {
        case milliseconds = "ms"
        case seconds = "s"

        /// Seconds where any value is 100 of them or more.
        package init(for milliseconds: [Int?]) {
            self = milliseconds.contains { $0 ?? 0 >= 100_000 } ? .seconds : .milliseconds
        }

        package func text(_ milliseconds: Int) -> String {
            switch self {
            case .milliseconds: count(milliseconds)
            case .seconds:
                count(milliseconds / 1_000) + "."
                    + String(String(milliseconds % 1_000 + 1_000).dropFirst())
            }
        }
    }

    /// `p = 0.0003`, never 0.
    package static func probability(_ value: Double) -> String {
        value < 0.0001 ? "p < 0.0001" : "p = \(decimal(value, places: 4))"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
