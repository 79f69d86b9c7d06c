import Testing

@testable import TerminalScreen

/// What terminals send for keys.
struct KeyBytesTests {
    @Test(arguments: [
        ("q", [KeyBytes.Key.character("q")]), ("\r", [.enter]), ("\n", [.enter]),
        ("\u{1B}", [.escape]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
        ("\u{15}", [.control("u")]), ("\u{1B}[A", [.sequence]), ("\u{1B}OP", [.sequence]),
        ("\u{1B}[1;5Cx", [.sequence, .character("x")]), ("\u{1B}q", [.sequence]),
        ("é日", [.character("é"), .character("日")]), ("a\u{1B}", [.character("a"), .escape]),
    ])
    func `bytes become keys`(bytes: String, expected: [KeyBytes.Key]) {
        var keys = KeyBytes()
        #expect(keys.keys(in: Array(bytes.utf8)) == expected)
    }

    @Test func `a character may come in two pieces, and what is none is nothing`() {
        var keys = KeyBytes()
        #expect(keys.keys(in: [0xC3]) == [])
        #expect(keys.keys(in: [0xA9, 0x71]) == [.character("é"), .character("q")])
        #expect(keys.keys(in: [0xFF, 0x71]).last == .character("q"))
        #expect(keys.keys(in: [0x80, 0x71]) == [.character("q")])
    }
}
