import CSMAnalysis
import CSMLive
import Testing

/// What keys do.
struct LiveControlsTests {
    private func pressed(_ keys: String) -> LiveControls {
        var controls = LiveControls(LiveQuery())
        for key in keys {
            switch key {
            case "\n": controls.press(.enter)
            case "\u{1B}": controls.press(.escape)
            case "\u{7F}": controls.press(.backspace)
            case "\u{15}": controls.press(.kill)
            default: controls.press(.character(key))
            }
        }
        return controls
    }

    @Test func `each key does what its line says`() {
        #expect(pressed("q").wantsToQuit)
        #expect(pressed("s").query.order == .calls)
        #expect(pressed("sssss").query.order == .total)
        #expect(pressed("p").isPaused && pressed(" ").isPaused && !pressed("pp").isPaused)
        #expect(pressed("e").query.errorsOnly)
        #expect(pressed("w").query.focus == .sinceStart && pressed("ww").query.focus == .window)
        #expect(pressed("?").showsHelp && !pressed("??").showsHelp && !pressed("?\u{1B}").showsHelp)
    }

    @Test func `keys are letters while a filter is typed`() {
        let typing = pressed("/qs")
        #expect(typing.typing == "qs" && !typing.wantsToQuit)
        #expect(typing.query.filter.isEmpty)
        #expect(pressed("/getx\u{7F}\n").filter == "get")
        #expect(pressed("/get\u{15}put\n").filter == "put")
        #expect(pressed("/get\u{1B}").filter == "" && pressed("/get\u{1B}").typing == nil)
        // To change a filter is to go on typing; Escape alone takes it away.
        #expect(pressed("/get\n/o\n").filter == "geto")
        #expect(pressed("/get\n\u{1B}").query.filter.isEmpty)
    }

    @Test(arguments: [
        ("get", true), ("GETOBJ", true), ("s3", true), ("S3.*", true), ("s3.get*", true),
        ("*.PutObject", false), ("dynamo", false), ("S3.Get", false),
    ])
    func `a filter is a part of a name or a pattern`(text: String, matches: Bool) {
        let filter = pressed("/\(text)\n").query.filter
        #expect(filter.contains { $0.matches(service: "S3", api: "GetObject") } == matches)
    }
}
