import Testing

@testable import AWSAccess

/// The files of profiles, as people write them.
struct ProfileFileTests {
    @Test(arguments: [
        ("[a]\nx = 1\ny=2\n", ["x": "1", "y": "2"]),
        ("[a]\r\nx = 1\r\n\r\ny = 2\r\n", ["x": "1", "y": "2"]),
        // All of it indented is none of it nested.
        ("[a]\n  x = 1\n  y = 2\n", ["x": "1", "y": "2"]),
        ("[a]\nx =\n  y = 2\n  z = 3\nw = 4\n", ["x": "", "x.y": "2", "x.z": "3", "w": "4"]),
        ("  [ a ]\n# no\n; no\nX = a = b # c\n", ["x": "a = b # c"]),
        ("[a]\nx = 1\n[b]\nx = 2\n[a]\ny = 3\n", ["x": "1", "y": "3"]), ("[a]\n", [:]),
    ])
    func `settings are read`(text: String, settings: [String: String]) throws {
        #expect(try ProfileFile(text, path: "config").sections["a"] == settings)
    }

    @Test func `a name may have quotes and blanks`() throws {
        let file = try ProfileFile("[profile \"two  words\"]\nx = 1", path: "config")
        #expect(file.sections["profile two words"] == ["x": "1"])
    }

    @Test(arguments: [("x = 1\n", 1), ("[a\nx = 1\n", 1), ("[a]\nsecret\n", 2)])
    func `a malformed line is named, and not shown`(text: String, line: Int) {
        let error = #expect(throws: AWSAccessError.self) {
            try ProfileFile(text, path: "config")
        }
        #expect(error?.description.contains("config: line \(line): expected") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
