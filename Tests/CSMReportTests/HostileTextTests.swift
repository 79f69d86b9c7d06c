import CSMTestSupport
import Foundation
import Testing

@testable import CSMReport

private let hostile = [
    "\u{1B}[31mred", "a\nb", "a|b", "<script>alert(1)</script>", "=HYPERLINK(\"x\")", "+1", "@x",
    "-1",
    "\u{FF1D}1+1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}x", "##[error]x", "::error::x",
    "https://evil.example/x", "www.evil.example", "a@b.example", "mailto:a@b.example", "@octocat",
    "see #123", "\u{2066}x\u{2069}", "\u{E0041}", "a\u{61C}b",
    "\u{202E}txt.exe", "a\"b,c", "\u{9B}31m", "`x`", "[l](http://x)", "\u{7F}", "\t=1", "日本語",
]

private let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)

struct HostileTextTests {
    @Test(arguments: hostile)
    func `no control character reaches a terminal`(text: String) {
        let line = DisplayText.line(text)
        #expect(
            line.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control
                    && $0.properties.generalCategory != .format
            })
    }

    @Test func `what is harmless stays as it is`() {
        #expect(DisplayText.line("Élan 日本語 😀 \"x\"") == "Élan 日本語 😀 \"x\"")
        #expect(DisplayText.line("a\u{1B}b\u{202E}") == "a\\x1Bb\\u202E")
    }

    @Test(arguments: hostile)
    func `JSON reads back the same and holds no control character`(text: String) throws {
        let document = JSONValue.object([("a", .string(text))]).document()
        #expect(
            document.unicodeScalars.allSatisfy {
                $0 == "\n"
                    || $0.properties.generalCategory != .control
                        && $0.properties.generalCategory != .format
            })
        #expect(!document.contains("##["))
        let object =
            try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: String]
        #expect(object == ["a": text])
    }

    @Test(arguments: hostile)
    func `CSV keeps a cell a cell and no formula`(text: String) {
        let document = CSV.document(
            Records(columns: ["a", "b"], rows: [[.string(text), .integer(-1)]]))
        let line = document.dropFirst("a,b\n".count)
        #expect(line.hasSuffix(",-1\n"))
        let cell = line.dropLast(",-1\n".count).drop { $0 == "\"" }
        let signs = ["=", "+", "-", "@", "\t", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"]
        #expect(!signs.contains(String(cell.prefix(1))))
        #expect(!cell.hasPrefix("::") && !cell.contains("##["))
        #expect(
            line.unicodeScalars.dropLast().allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test(arguments: hostile)
    func `Markdown shows text as text`(text: String) {
        var escaped = Markdown.escaped(text)
        for ours in ["<code>", "</code>", "<!-- -->"] {
            escaped = escaped.replacing(ours, with: "")
        }
        for character in ["<", ">", "|", "`", "[", "]", "\n"] {
            #expect(!escaped.contains(character))
        }
    }

    /// By the renderer that GitHub uses; what that leaves for GitHub's own links is in code.
    @Test func `Markdown has no link that was not meant`() throws {
        let render = """
            import sys, cmarkgfm
            from cmarkgfm.cmark import Options
            html = cmarkgfm.github_flavored_markdown_to_html(sys.stdin.read(), Options.CMARK_OPT_UNSAFE)
            sys.stdout.write(html)
            """
        let rows = hostile.map { [Markdown.escaped($0)] }
        let table = Markdown.table([("name", false)], rows)
        let run = try Program.run(Program.python, ["-c", render], input: Data(table.utf8))
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("<a "))
        #expect(run.output.components(separatedBy: "<td>").count == hostile.count + 1)
        for name in ["@octocat", "see #123"] {
            let shown = run.output.replacing("<!-- -->", with: "")
            #expect(shown.contains("<td><code>\(name)</code></td>"))
        }
    }

    @Test func `text is cut by columns, not by characters`() {
        #expect(DisplayText.width("日本語") == 6)
        #expect(DisplayText.width("e\u{301}") == 1)
        #expect(DisplayText.cut("日本語です", to: 7, style) == "日本語…")
        #expect(DisplayText.cut("short", to: 7, style) == "short")
    }
}
