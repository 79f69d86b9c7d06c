import CSMEvents
import CSMTestSupport
import Testing

struct RedactionTests {
    private func stored(_ json: String) -> String {
        withDecoded(Array(json.utf8)) { _, bytes, secrets in
            var output: [UInt8] = []
            Redaction.append(bytes, without: secrets, to: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }

    @Test(arguments: [
        (#"{"SessionToken":"abc","Api":"A"}"#, #"{"SessionToken":"","Api":"A"}"#),
        (#"{"sessiontoken" : "a\"b" }"#, #"{"sessiontoken" : "" }"#),
        (#"{"Session\u0054oken":"abc"}"#, #"{"Session\u0054oken":""}"#),
        (#"{"SessionToken":"a","SessionToken":"b"}"#, #"{"SessionToken":"","SessionToken":""}"#),
        (#"{"SessionToken":{"a":["b"]},"x":1}"#, #"{"SessionToken":"","x":1}"#),
        (#"{"SessionToken":["a"]}"#, #"{"SessionToken":""}"#),
        (#"{"SessionToken":12345}"#, #"{"SessionToken":""}"#),
        (#"{"SessionToken":null}"#, #"{"SessionToken":null}"#),
        (
            #"{"x":{"SessionToken":"abc","y":[{"AccessKey":"AKIA0001"}]}}"#,
            #"{"x":{"SessionToken":"","y":[{"AccessKey":"0001"}]}}"#
        ),
        (#"{"x":[{"SessionToken":{"SessionToken":"a"}},2]}"#, #"{"x":[{"SessionToken":""},2]}"#),
        (#"{"x":{"SessionToken":[]},"y":2}"#, #"{"x":{"SessionToken":""},"y":2}"#),
        (#"{"AccessKey":"AKIAFAKETESTING00001"}"#, #"{"AccessKey":"0001"}"#),
        (#"{"AccessKey":"0001"}"#, #"{"AccessKey":"0001"}"#),
        (#"{"AccessKey":"лючи"}"#, #"{"AccessKey":"лючи"}"#),
        (#"{"AccessKey":3456}"#, #"{"AccessKey":3456}"#),
        (#"{"AccessKey":""}"#, #"{"AccessKey":""}"#),
        (#"{"AccessKey":"ключи"}"#, #"{"AccessKey":"лючи"}"#),
        (#"{"AccessKey":"AKI\"A"}"#, #"{"AccessKey":"KI\"A"}"#),
        (#"{"AccessKey":123456}"#, #"{"AccessKey":"3456"}"#),
        (#"{"AccessKey":{"a":1}}"#, #"{"AccessKey":""}"#),
    ])
    func `secrets go and the rest stays as it is`(sent: String, kept: String) {
        #expect(stored(sent) == kept)
    }

    @Test(arguments: [
        (#"{"SessionToken":"abc","Api"#, #"{"SessionToken":""#),
        (#"{"SessionToken":"abc"#, #"{"SessionToken":""#),
        (#"{"SessionToken":"a"b\"c d","Api"#, #"{"SessionToken":""#),
        ("{\"SessionToken\":\"a\nb\",\"Api", "{\"SessionToken\":\""),
        (#"{"SessionToken":{"a":"abc"},"Api"#, #"{"SessionToken":"#),
        (#"{"SessionToken":["a","abc"],"Api"#, #"{"SessionToken":"#),
        (#"{"AccessKey":"","SessionToken":"abc","#, #"{"AccessKey":"","SessionToken":"","#),
        (
            #"{"SessionToken":"","AccessKey":"AKIA0001","#,
            #"{"SessionToken":"","AccessKey":"0001","#
        ),
        (#"{"SessionToken":,"AccessKey":"AKIA0001","#, #"{"SessionToken":,"AccessKey":"0001","#),
        (#"{"SessionTo\u006ben":"abc","#, #"{"SessionTo\u006ben":"","#),
        (#"x"AccessKey":"AKIAFAKE0001","#, #"x"AccessKey":"0001","#),
        (#"{"AccessKey":"AKIA"#, #"{"AccessKey":"AKIA"#),
        (#"{"AccessKey":"AKIAF"#, #"{"AccessKey":"KIAF"#),
        (#"{"AccessKey":"AKIA"FAKE0001","#, #"{"AccessKey":"","#),
        (#"SESSIONTOKEN=abc&x=1"#, #"SESSIONTOKEN=&x=1"#),
        (#"{"m":"{\"SessionToken\":\"abc\"}""#, #"{"m":"{\"SessionToken\":\"\"}""#),
        (#"{"SessionToken" "abc" ]"#, #"{"SessionToken" "" ]"#),
        (#"{"SessionToken"x"abc","#, #"{"SessionToken"","#), ("SessionToken", "SessionToken"),
        (#"{"SessionToken&:"abc","Api":"A""#, #"{"SessionToken","Api":"A""#),
        (#"{'SessionToken':'abc','Api':'A'"#, #"{'SessionToken':'','Api':'A'"#),
        (#"{"SessionToken":"a",b","Api":"A""#, #"{"SessionToken":"","Api":"A""#),
        (#"{"SessionToken":"a","b","Api":"A""#, #"{"SessionToken":"","Api":"A""#),
        (#"{"SessionToken":"abc,"Api":"A"x"#, #"{"SessionToken":","Api":"A"x"#),
        (#"{"SessionToken:"abc","Api":"A"x"#, #"{"SessionToken:"","Api":"A"x"#),
        (#"{"AccessKey&:"AKIAFAKE0001","Api":"A""#, #"{"AccessKey","Api":"A""#),
    ])
    func `what does not decode loses the values behind the names`(sent: String, kept: String) {
        #expect(stored(sent) == kept)
    }

    @Test(arguments: Fixtures.captureNames)
    func `no captured token or access key is stored`(capture: String) throws {
        for datagram in try Fixtures.datagrams(capture) {
            let kept = stored(String(decoding: datagram, as: UTF8.self))
            #expect(!kept.contains("FakeSessionToken"))
            #expect(!kept.contains("AKIAFAKETESTING00001"))
        }
    }

    @Test(arguments: ["\\", "\"", "\\\"", " ", "\"SessionToken\":\"", "{"])
    func `65,000 bytes of anything are searched in a moment`(piece: String) {
        let hostile =
            "{\"SessionToken\":\"" + String(repeating: piece, count: 65_000 / piece.utf8.count)
        #expect(!stored(hostile + "abc").contains("abc"))
    }

    @Test func `what holds no secret is stored byte for byte`() {
        let json = #"{"Type":"ApiCall", "Api":"A\/b\ud83d","X":[1, 2]}"#
        #expect(stored(json) == json)
    }

    @Test func `what was redacted stays what it is, and needs no redaction`() throws {
        var random = SeededGenerator(seed: 11)
        let all = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        var decoder = EventDecoder()
        var undecodable = UndecodableRedaction()
        for index in 0..<60_000 {
            let datagram = Mutation.mutated(all[index % all.count], among: all, using: &random)
            var level = EventLevel.empty
            var output: [UInt8] = []
            datagram.withUnsafeBufferPointer { bytes in
                level = decoder.decode(bytes).level
                if level.isDecoded {
                    Redaction.append(bytes, without: decoder.secrets, to: &output)
                } else {
                    output = undecodable.redacted(bytes, without: decoder.secrets)
                }
            }
            let again = output.withUnsafeBufferPointer { decoder.decode($0).level }
            #expect(again.isDecoded == level.isDecoded)
            #expect(decoder.secrets.isEmpty)
        }
    }

    @Test func `what is left of damaged bytes is not taken for an event`() {
        var undecodable = UndecodableRedaction()
        var decoder = EventDecoder()
        // Without its value, which holds a raw newline, it would be JSON.
        let datagram = Array("{\"Type\":\"ApiCall\",\"SessionToken\":\"a\nb\"}".utf8)
        let output = datagram.withUnsafeBufferPointer { bytes in
            _ = decoder.decode(bytes)
            return undecodable.redacted(bytes, without: decoder.secrets)
        }
        #expect(
            String(decoding: output, as: UTF8.self)
                == "{\"Type\":\"ApiCall\",\"SessionToken\":\"\"} redacted")
    }

    // MARK: Damage

    private static let token = "FwoGZXIvYXdzEJr+/marker0123456789abcdefghijklmnopqrstuvwxyz=="
    private static let key = "AKIAMARKEDTESTING00001"

    /// An attempt of each capture, with a token and a key that can be told from all else.
    private static func marked() throws -> [String] {
        try Fixtures.captureNames.compactMap { capture in
            let attempt = try Fixtures.datagrams(capture).map {
                String(decoding: $0, as: UTF8.self)
            }
            .first { $0.contains("AccessKey\":\"") && $0.contains("SessionToken\":\"") }
            return attempt.map {
                $0.replacing(#/"AccessKey":"[^"]*"/#, with: "\"AccessKey\":\"\(key)\"")
                    .replacing(#/"SessionToken":"[^"]*"/#, with: "\"SessionToken\":\"\(token)\"")
            }
        }
    }

    /// What is left of datagrams that are no JSON.
    private func left(of datagram: [UInt8]) -> [UInt8] {
        var decoder = EventDecoder()
        var undecodable = UndecodableRedaction()
        return datagram.withUnsafeBufferPointer { bytes in
            let level = decoder.decode(bytes).level
            #expect(!level.isDecoded)
            return decoder.secrets.isEmpty
                ? datagram : undecodable.redacted(bytes, without: decoder.secrets)
        }
    }

    /// Whether eight bytes of a secret are in a text, whatever its units.
    private func leaks(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
        return [Self.token, Self.key].contains { secret in
            (0...secret.count - 8).contains { place in
                text.contains(secret.dropFirst(place).prefix(8))
            }
        }
    }

    @Test(arguments: [
        ("SessionToken\":", "SessionToken&:"), ("SessionToken\":", "SessionToken\" "),
        ("SessionToken\":\"", "SessionToken\u{0}\u{0}"), ("SessionToken\":\"", "SessionToken\n\t"),
        ("SessionToken\":\"", "SessionToken\u{FFFD}:\u{1B}[31m"), ("\"", "'"), ("\"", "\\\""),
        ("\"", "”"), (":", "="), ("EJr+/", "EJr\","), ("EJr+/", "EJr\",\""), ("EJr+/", "EJr\"}"),
        ("EJr+/", "EJr\",\"x\","), ("EJr+/", "E','"), ("==\"", ""), ("==\",", "=="),
    ])
    func `a token goes whatever happened around it`(part: String, damage: String) throws {
        for attempt in try Self.marked() {
            let damaged = attempt.replacing(part, with: damage).dropLast()
            let bytes = Array(damaged.utf8)
            #expect(!leaks(left(of: bytes)), "\(damaged)")
        }
    }

    @Test func `a cut leaves nothing of a secret`() throws {
        for attempt in try Self.marked() {
            for length in 0..<attempt.utf8.count {
                #expect(!leaks(left(of: Array(attempt.utf8.prefix(length)) + [0xFF])))
            }
        }
    }

    @Test(arguments: [false, true], [false, true])
    func `a token in UTF-16 goes, and the rest stays`(isBigEndian: Bool, hasMark: Bool) throws {
        for attempt in try Self.marked() {
            for prefix in [[], [UInt8(ascii: "x")]] {
                let units = (hasMark ? [0xFEFF] : []) + Array(attempt.utf16)
                let bytes =
                    prefix
                    + units.flatMap { unit in
                        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                        return isBigEndian ? pair : pair.reversed()
                    }
                let left = left(of: bytes)
                #expect(!leaks(left))
                let text = String(decoding: left.filter { $0 != 0 }, as: UTF8.self)
                #expect(text.contains("UserAgent") && text.contains("\"Api\""))
                #expect(self.left(of: left) == left)
            }
        }
    }

    /// `ab` may look like no datagram, yet what is done to it is done at most once.
    @Test func `redacting twice changes nothing`() throws {
        var random = SeededGenerator(seed: 19)
        let all = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        var decoder = EventDecoder()
        for index in 0..<20_000 {
            let datagram = Mutation.mutated(all[index % all.count], among: all, using: &random)
            guard !datagram.isEmpty else { continue }
            let isDecoded = datagram.withUnsafeBufferPointer { decoder.decode($0).level.isDecoded }
            if isDecoded {
                let once = stored(String(decoding: datagram, as: UTF8.self))
                #expect(stored(once) == once)
            } else {
                let once = left(of: datagram)
                #expect(left(of: once) == once)
            }
        }
    }

    /// What stands between a name and its value, or within a value, may be what ends objects.
    @Test(arguments: [
        #"":""#, #""}""#, #""]""#, #"":}""#, #""} "#, #""},""#, #"","#, #"",""#, #""]\"#, #""}}"#,
        "}", "]",
    ])
    func `brackets and commas end no secret`(separator: String) {
        // All of a name's own bytes.
        let token = String((0..<60).map { Character(UnicodeScalar(UInt8(0x41 + $0 % 26))) })
        let damages = [
            #"{"Type":"x","SessionToken\#(separator)\#(token)","Api":"A"x"#,
            #"{"Type":"x","AccessKey\#(separator)\#(token)","Api":"A"x"#,
            #"{"Type":"x","SessionToken":"EJ\#(separator)\#(token)","Api":"A"x"#,
        ]
        for damaged in damages {
            for length in 0...damaged.utf8.count {
                let left = String(
                    decoding: left(of: Array(damaged.utf8.prefix(length)) + [0xFF]), as: UTF8.self)
                let leaks = (0...52).contains { left.contains(token.dropFirst($0).prefix(8)) }
                #expect(!leaks, "\(damaged) cut to \(length): \(left)")
                if leaks { return }
            }
        }
    }
}
