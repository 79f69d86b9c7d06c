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
        let style = TextStyle(width: width, hasColor: isRich, hasUnicode: isRich)
        let text = Example.report().text(style)
        try compare(text, "stats-\(width)-\(isRich ? "rich" : "plain").txt")
        let plain = text.replacing(/\u{1B}\[\d+m/, with: "").split(separator: "\n")
        #expect(plain.allSatisfy { DisplayText.width(String($0)) <= width })
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
        let lines =
            (RunSummary(Example.report())?.lines(operations: 2) ?? []) + ["--- nothing received"]
            + (RunSummary(Example.emptyReport())?.lines(operations: 2) ?? [])
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
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
        }
    }
}
