import CSMAnalysis
import CSMEvents
import CSMTestSupport
import Testing

@testable import CSMReport

/// Tables at any width.
struct TableTests {
    private static let styles = [20, 33, 40, 64, 80, 100, 120, 200].flatMap { width in
        [true, false].map { TextStyle(width: width, hasColor: false, hasUnicode: $0) }
    }

    private static let groupings: [[Dimension]] = [
        [.service, .api], [.mark, .service, .api], [.tag("branch")], [.session, .region, .host],
        [.service, .api, .region, .client, .sdk, .host],
    ]

    /// Operations with names and counts of any length.
    private func report(
        by dimensions: [Dimension], _ percentiles: [String], seed: UInt64 = 1
    ) -> LatencyReport {
        var random = SeededGenerator(seed: seed)
        var query = StatisticsQuery()
        query.dimensions = dimensions
        var tally = StatisticsTally(
            query, tags: ["s": ["branch": "feature/a-long-name-of-a-branch"]])
        for place in 0..<9 {
            func name(_ start: String) -> String {
                start + String(repeating: "ab漢🎉é", count: Int.random(in: 0...9, using: &random))
                    + "\(place)"
            }
            var latencies = LatencyHistogram()
            latencies.add(
                milliseconds: Int.random(in: 0...99_999_999, using: &random),
                count: Int.random(in: 1...9_999_999, using: &random))
            let labels = EventLabels(
                level: .call, type: nil, service: name("Elastic "), api: name("Describe"),
                clientID: name("c"), region: "us-east-1", sdk: "Boto3", sdkVersion: nil,
                userAgent: nil, host: name("host"), status: 200, exception: nil,
                isError: place % 3 == 0, isThrottle: false)
            tally.add(
                SeriesSample(
                    session: "s", labels: labels, events: latencies.count,
                    attemptsExpected: latencies.count * 2, retries: latencies.count,
                    latencies: latencies, busy: [], marks: [name("tests/test_a.py::test_")]))
        }
        return LatencyReport(
            of: tally, in: [], percentiles: percentiles.compactMap { Percentile($0) })
    }

    @Test(arguments: groupings)
    func `no line is wider than the terminal`(dimensions: [Dimension]) {
        let many = (1...10).map { "\(90 + $0 % 10).\($0)" }
        for percentiles in [["50", "90", "95", "99"], [], many] {
            let report = report(by: dimensions, percentiles)
            for style in Self.styles {
                let text = report.rendered(as: .text, style)
                let widths = text.split(separator: "\n").map { TerminalWidth.of(String($0)) }
                #expect((widths.max() ?? 0) <= style.width, "\(text)")
            }
        }
    }

    @Test func `what there is no room for is said, and shown if asked for`() {
        let report = report(by: [.service, .api], ["50", "90", "95", "99"])
        var style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        let narrow = report.text(style)
        #expect(narrow.contains("No room for "))
        #expect(narrow.contains("p99 ms"))
        #expect(narrow.contains("--wide or --columns"))
        style.isWide = true
        let wide = report.text(style)
        #expect(!wide.contains("No room for"))
        for title in ["share", "p50 ms", "p90 ms", "p99 ms", "max ms", "latencies"] {
            #expect(wide.contains(title))
        }
        #expect(!wide.contains("…"))
    }

    @Test func `columns can be chosen`() {
        let report = report(by: [.service, .api], ["50", "99"])
        var style = TextStyle(width: 100, hasColor: false, hasUnicode: true)
        style.columns = ["p99", "mean", "attempts"]
        let first = report.text(style).split(separator: "\n").first ?? ""
        let titles = first.split(separator: " ").map(String.init).filter { $0 != "ms" }
        #expect(titles == ["operation", "attempts", "mean", "p99"])
    }

    @Test(arguments: [
        (["aaaa.DescribeOne", "aaaa.DescribeTwo"], NameShortening.Cut.end),
        (["alpha::the_same_end_of_a_test", "beta::the_same_end_of_a_test"], .start),
        (["Elastic Load Balancing.Describe", "Elastic Load Balancing v2.Describe"], .service),
        (["prefix-ONE-suffix-suffix", "prefix-TWO-suffix-suffix"], .start),
    ])
    func `names that differ still do when they are cut`(
        names: [String], preferred: NameShortening.Cut
    ) {
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        for width in [12, 14, 18] {
            let cut = NameShortening(preferred: preferred, style: style).shortened(names, to: width)
            #expect(cut.allSatisfy { TerminalWidth.of($0) <= width })
            if width >= 14 || preferred != .service {
                #expect(Set(cut).count == names.count, "\(cut)")
            }
        }
    }

    @Test(arguments: [
        ("abc", 3), ("漢字", 4), ("é", 1), ("e\u{301}", 1), ("🎉", 2), ("✅", 2), ("⚡", 2), ("⭐", 2),
        ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｗｉｄｅ", 8), ("█▏░", 3), ("–°…", 3), ("➜", 1),
        ("क्षि", 3), ("", 0),
    ])
    func `text is as wide as terminals show it`(text: String, width: Int) {
        #expect(TerminalWidth.of(text) == width)
    }

    @Test func `an accent is cut with its letter`() {
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        let text = "ae\u{301}ae\u{301}ae\u{301}"
        #expect(DisplayText.cut(text, to: 3, style) == "ae\u{301}…")
        #expect(DisplayText.tail(text, to: 2, style) == "…e\u{301}")
    }

    @Test func `red is for what fails often, not for whole rows`() {
        let text = Example.report().text(TextStyle(width: 200, hasColor: true, hasUnicode: true))
        let row = text.split(separator: "\n").first { $0.contains("DynamoDB.GetItem") } ?? ""
        #expect(row.hasPrefix("DynamoDB.GetItem"))
        // 2 of 302, but no other row has as many.
        #expect(row.contains("\u{1B}[31m2\u{1B}[0m"))
        #expect(row.contains("\u{1B}[33m5\u{1B}[0m") && row.contains("\u{1B}[33m3\u{1B}[0m"))
        let other = text.split(separator: "\n").first { $0.contains("S3.PutObject") } ?? ""
        #expect(!other.contains("\u{1B}[31m") && other.contains("\u{1B}[2m0\u{1B}[0m"))
    }
}
