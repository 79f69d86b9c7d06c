import CSMAnalysis
import CSMEvents
import CSMTestSupport
import Foundation
import Testing

@testable import CSMReport

/// Reports as they look, in `Golden/`.
///
/// `UPDATE_GOLDEN=1 swift test` rewrites the files.
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")

    private func compare(_ text: String, _ name: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: Self.folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(text == expected, "\(name) differs")
    }

    @Test(arguments: OutputFormat.allCases)
    func `statistics match their golden file in each format`(format: OutputFormat) throws {
        let style = TextStyle(width: 120, hasColor: false, hasUnicode: true)
        try compare(Example.report().rendered(as: format, style), "stats.\(format.rawValue)")
    }

    @Test(arguments: [80, 120, 200], [true, false])
    func
        `statistics match their golden files at each width, plain and with all that a terminal can`(
            width: Int, isRich: Bool
        ) throws
    {
        let text = Example.report().text(style(width, isRich))
        try compare(text, "stats-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
    }

    @Test(arguments: [80, 120], [true, false])
    func `histograms match their golden files`(width: Int, isRich: Bool) throws {
        let text = Example.report(showsHistograms: true).text(style(width, isRich))
        try compare(text, "histogram-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
    }

    @Test(arguments: CheckFormat.allCases)
    func `a check against a baseline matches its golden file in each format`(
        format: CheckFormat
    ) throws {
        let report = try Example.relativeCheck(runs: 1)
        try compare(report.rendered(as: format, style(120, false)), "baseline.\(format.rawValue)")
    }

    @Test(arguments: [80, 120], [1, 5])
    func `a check against a baseline matches its golden file at each width`(
        width: Int, runs: Int
    ) throws {
        let text = try Example.relativeCheck(runs: runs).text(style(width, true))
        try compare(text, "baseline-\(width)-\(runs).txt")
        #expect(fits(text, width))
    }

    @Test(arguments: OutputFormat.allCases)
    func `the waterfall matches its golden file in each format`(format: OutputFormat) throws {
        let report = WaterfallReport(
            Example.waterfall { $0.withAttempts = true }, showsMessages: false, showsAttempts: true)
        try compare(report.rendered(as: format, style(120, false)), "show.\(format.rawValue)")
    }

    @Test(arguments: [80, 120], [true, false])
    func `the waterfall matches its golden files at each width`(width: Int, isRich: Bool) throws {
        let style = style(width, isRich)
        let name = "\(width)-\(isRich ? "rich" : "plain").txt"
        let reports = [
            (
                "show",
                WaterfallReport(Example.waterfall(), showsMessages: false, showsAttempts: false)
            ),
            (
                "show-errors",
                WaterfallReport(
                    Example.waterfall {
                        $0.errorsOnly = true
                        $0.withAttempts = true
                    }, showsMessages: true, showsAttempts: true)
            ),
            (
                "show-slowest",
                WaterfallReport(
                    Example.waterfall {
                        $0.slowest = 3
                        $0.from = 5_000
                        $0.until = 10_000
                    }, showsMessages: false, showsAttempts: false)
            ),
        ]
        for (kind, report) in reports {
            let text = report.text(style)
            try compare(text, "\(kind)-\(name)")
            #expect(fits(text, width))
        }
    }

    @Test(arguments: [80, 120], [true, false])
    func `the sessions match their golden files at each width`(width: Int, isRich: Bool) throws {
        let text = SessionsReport(Example.sessions).text(style(width, isRich))
        try compare(text, "sessions-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
    }

    @Test func `a trace matches its golden file`() throws {
        let waterfall = Example.waterfall { $0.withAttempts = true }
        var text = ""
        try TraceEvents(waterfall.trace, in: waterfall.session, on: waterfall.line).write {
            text += String(decoding: $0, as: UTF8.self)
        }
        try compare(text, "trace.json")
    }

    @Test(arguments: CheckFormat.allCases)
    func `a check matches its golden file in each format`(format: CheckFormat) throws {
        try compare(
            Example.check().rendered(as: format, style(120, false)), "check.\(format.rawValue)")
    }

    @Test(arguments: [80, 120], [true, false])
    func `a check matches its golden files at each width`(width: Int, isRich: Bool) throws {
        let text = try Example.check().text(style(width, isRich))
        try compare(text, "check-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
    }

    @Test(arguments: [80, 120], [true, false])
    func `an explained check matches its golden files at each width`(
        width: Int, isRich: Bool
    ) throws {
        let text = try Example.check(isExplained: true).text(style(width, isRich))
        try compare(text, "explain-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
    }

    @Test(arguments: OutputFormat.allCases)
    func `a comparison matches its golden file in each format`(format: OutputFormat) throws {
        try compare(
            CompareExample.report().rendered(as: format, style(120, false)),
            "compare.\(format.rawValue)")
    }

    @Test(arguments: [80, 120], [true, false])
    func `a comparison matches its golden files at each width`(width: Int, isRich: Bool) throws {
        let name = "\(width)-\(isRich ? "rich" : "plain").txt"
        for (kind, report) in [
            ("compare", CompareExample.report()),
            ("compare-all", CompareExample.report(showsAll: true)),
            ("compare-few", CompareExample.report(base: 1, new: 4)),
        ] {
            let text = report.text(style(width, isRich))
            try compare(text, "\(kind)-\(name)")
            #expect(fits(text, width))
        }
    }

    @Test(arguments: [20, 33, 40, 50, 60, 70])
    func `a comparison is never wider than the terminal`(width: Int) {
        for isRich in [true, false] {
            let report = CompareExample.report(showsAll: true)
            #expect(fits(report.text(style(width, isRich)), width))
        }
    }

    @Test func `what run says of a check matches its golden file`() throws {
        let report = try Example.check()
        let lines =
            report.talk(isQuiet: false) + ["--- quiet"] + report.talk(isQuiet: true)
        try compare(lines.joined(separator: "\n") + "\n", "check-talk.txt")
    }

    @Test(arguments: OutputFormat.allCases)
    func `a policy matches its golden file in each format`(format: OutputFormat) throws {
        let text = Example.policy.rendered(as: format, style(120, false))
        try compare(text, "policy.\(format.rawValue)")
    }

    @Test(arguments: [80, 120], [true, false])
    func `a policy matches its golden files at each width`(width: Int, isRich: Bool) throws {
        let text = Example.policy.text(style(width, isRich))
        try compare(text, "policy-\(width)-\(isRich ? "rich" : "plain").txt")
        #expect(fits(text, width))
        #expect(fits(Example.policy.text(style(width / 2, isRich)), width / 2))
    }

    private func style(_ width: Int, _ isRich: Bool) -> TextStyle {
        TextStyle(width: width, hasColor: isRich, hasUnicode: isRich)
    }

    private func fits(_ text: String, _ width: Int) -> Bool {
        text.replacing(/\u{1B}\[\d+m/, with: "").split(separator: "\n").allSatisfy {
            DisplayText.width(String($0)) <= width
        }
    }

    @Test(arguments: OutputFormat.allCases)
    func `the sessions match their golden file in each format`(format: OutputFormat) throws {
        let style = TextStyle(width: 100, hasColor: false, hasUnicode: true)
        try compare(
            SessionsReport(Example.sessions).rendered(as: format, style),
            "sessions.\(format.rawValue)")
    }

    @Test(arguments: [OutputFormat.text, .json])
    func `a session's details match their golden file`(format: OutputFormat) throws {
        let style = TextStyle(width: 100, hasColor: false, hasUnicode: true)
        try compare(
            SessionDetailReport(Example.sessions[0]).rendered(as: format, style),
            "session.\(format.rawValue)")
    }

    @Test func `summaries match their golden file`() throws {
        func lines(_ report: LatencyReport) -> [String] {
            SessionFigures(report).map { RunSummary($0, style(80, false)).lines } ?? []
        }
        let lines =
            lines(Example.report(top: 3)) + ["--- nothing received"] + lines(Example.emptyReport())
        try compare(lines.joined(separator: "\n") + "\n", "summary.txt")
    }

    @Test(arguments: OutputFormat.allCases)
    func `every format ends with a newline, once`(format: OutputFormat) {
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        for text in [
            Example.report().rendered(as: format, style),
            SessionsReport([]).rendered(as: format, style),
            Example.emptyReport().rendered(as: format, style),
        ] {
            // Without an element there is no line.
            if format == .jsonl, text.isEmpty { continue }
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
        }
    }
}
