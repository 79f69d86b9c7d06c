import CSMReport
import Testing

@testable import CSMPage

/// Texts become markup, the skeleton's places are found.
struct MarkupTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a & b", "a &amp; b"),
        ("<img onerror='x'>", "&lt;img onerror=&#39;x&#39;&gt;"),
        ("say \"no\"", "say &quot;no&quot;"),
        ("</script>", "&lt;/script&gt;"), ("tür ×", "tür ×"),
        // As a terminal gets them: nothing turns the writing direction or is invisible.
        ("\u{202E}gpj", "\\u202Egpj"), ("a\u{0}b\nc", "a\\x00b\\x0Ac"), ("\u{2028}", "\\u2028"),
        ("&amp;", "&amp;amp;"),
    ])
    func `text is escaped`(text: String, markup: String) {
        #expect(HTML.escaped(text) == markup)
        let html: HTML = "<b title=\"\(text)\">\(text)</b>"
        #expect(html.markup == "<b title=\"\(markup)\">\(markup)</b>")
    }

    @Test func `markup within markup stays what it is`() {
        let cell: HTML = "<td>\("<")</td>"
        let row: HTML = "<tr>\(cell)\(7)</tr>"
        #expect(row.markup == "<tr><td>&lt;</td>7</tr>")
        #expect([cell, cell].joined("|").markup == "<td>&lt;</td>|<td>&lt;</td>")
    }

    @Test func `the skeleton's places are found, in their order`() {
        let template = PageTemplate("a{{one}}b{ }{{two}}")
        #expect(
            template.parts == [
                .text("a"), .slot("one"), .text("b{ }"), .slot("two"), .text(""),
            ])
        #expect(PageTemplate("{{never closed").parts == [.text("{{never closed")])
    }

    @Test func `numbers are written as JSON has them`() {
        var column = NumberColumn()
        for number in [0, 7, 10, 1_234_567_890, -1, -205, .max, .min] { column.append(number) }
        column.append(nil)
        column.end()
        #expect(
            String(decoding: column.bytes, as: UTF8.self)
                == "[0,7,10,1234567890,-1,-205,\(Int.max),\(Int.min),null]")
        var empty = NumberColumn()
        empty.end()
        #expect(empty.bytes == Array("[]".utf8))
    }

    @Test func `in data nothing ends its element`() {
        let bytes = PageData.inert(.object([("a", .string("</script><!-- \u{2028}"))]))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text == #"{"a":"\u003c/script>\u003c!-- \u2028"}"#)
    }
}
