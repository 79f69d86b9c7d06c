import Foundation
import Testing

@testable import CSMReport

private let hostile = [
    "\u{1B}[31mred", "a\nb", "a|b", "<script>alert(1)</script>", "=HYPERLINK(\"x\")", "+1", "@x",
    "-1",
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
                $0 == "\n" || $0.properties.generalCategory != .control
            })
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
        #expect(!["=", "+", "-", "@", "\t"].contains(String(cell.prefix(1))))
        #expect(
            line.unicodeScalars.dropLast().allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test(arguments: hostile)
    func `Markdown shows text as text`(text: String) {
        let escaped = Markdown.escaped(text)
        for character in ["<", ">", "|", "`", "[", "]", "\n"] {
            #expect(!escaped.contains(character))
        }
    }

    @Test func `text is cut by columns, not by characters`() {
        #expect(DisplayText.width("日本語") == 6)
        #expect(DisplayText.width("e\u{301}") == 1)
        #expect(DisplayText.cut("日本語です", to: 7, style) == "日本語…")
        #expect(DisplayText.cut("short", to: 7, style) == "short")
    }
}
