import CSMTestSupport
import FirehoseLines
import Foundation
import Testing

/// A line is the event's object with what csm-record adds, and never a secret.
struct LineTests {
    static let labels = SessionLabels(
        id: "00112233445566aa", name: "nightly", functionName: "build")
    private static let place = EventPlace(sequence: 7, received: 1_700_000_000_123, start: 5)

    /// `nil` for what stays home.
    static func line(_ bytes: [UInt8], _ place: EventPlace = place) -> String? {
        var builder = LineBuilder(labels)
        var output: [UInt8] = []
        let isLine = bytes.withUnsafeBufferPointer { builder.append($0, place, to: &output) }
        #expect(isLine || output.isEmpty)
        return isLine ? String(decoding: output, as: UTF8.self) : nil
    }

    static func line(_ text: String) -> String? { line(Array(text.utf8)) }

    private static let added = """
        "functionName":"build","sessionId":"00112233445566aa","sessionName":"nightly",\
        "eventId":"00112233445566aa:7","sequence":7,"receivedTimestamp":1700000000123,\
        "startTimestamp":5}

        """

    @Test(arguments: [
        ("{}", "{"), (#" {"Api" : "Get" } "#, #"{"Api":"Get","#),
        // Types that do not fit.
        (#"{"HttpStatusCode":"502"}"#, #"{"HttpStatusCode":502,"#),
        (#"{"AttemptLatency":12.6}"#, #"{"AttemptLatency":13,"#),
        (
            #"{"Latency":"fast","Version":[1],"Timestamp":true}"#,
            #"{"Latency":null,"Version":null,"Timestamp":null,"#
        ),
        (#"{"AwsException":502,"Region":false}"#, #"{"AwsException":"502","Region":"false","#),
        (#"{"FinalSdkException":{"a": ["b"]}}"#, #"{"FinalSdkException":"{\"a\":[\"b\"]}","#),
        (#"{"Api":null,"Latency":null}"#, #"{"Api":null,"Latency":null,"#),
        // Keys that are one to a table.
        (#"{"api":"a","Api":"b","API":"c"}"#, #"{"API":"c","#),
        (#"{"x":1,"X":2}"#, #"{"X":2,"#),
        (
            #"{"New":{"a":1,"b":[{"c":2,"C":3,"d":{}}],"A":null}}"#,
            #"{"New":{"b":[{"C":3,"d":{}}],"A":null},"#
        ),
        (#"{"eventid":"mine","SEQUENCE":1,"sessionName":"x","Duration_us":9}"#, "{"),
        (#"{"Resource":["a"],"DurationUs":"x"}"#, #"{"Resource":"[\"a\"]","DurationUs":"x","#),
        // What is no text stays no line's matter.
        (#"{"Api":"a\/b\ud83dc\u0041\n"}"#, "{\"Api\":\"a/b\u{FFFD}cA\\n\","),
        // Fields without a column are kept as they are.
        (#"{"New":{"b":[1, 2.50,null ,true,"\u00e9"]}}"#, #"{"New":{"b":[1,2.50,null,true,"é"]},"#),
        (#"{"New":1e400,"Old":-0.0}"#, #"{"New":1e400,"Old":-0.0,"#),
        // Secrets.
        (#"{"SessionToken":"t","Api":"a"}"#, #"{"Api":"a","#),
        (#"{"sessiontoken":{"a":1},"SESSIONTOKEN":"u"}"#, "{"),
        (#"{"Sess\u0069onToken":"t"}"#, "{"), ("{\"SessionTo\u{212A}en\":\"t\"}", "{"),
        (
            #"{"New":{"SessionToken":"t","b":1,"c":[{"sessionToken":2}]}}"#,
            #"{"New":{"b":1,"c":[{}]},"#
        ),
        (#"{"AccessKey":"AKIAABCDEFGHIJKLMNOP"}"#, #"{"AccessKey":"MNOP","#),
        (#"{"New":{"AccessKey":"AKIAABCDEFGHIJKLMNOP"}}"#, #"{"New":{"AccessKey":"MNOP"},"#),
        (
            #"{"AwsExceptionMessage":"key AKIAABCDEFGHIJKLMNOP is unknown"}"#,
            #"{"AwsExceptionMessage":"key ****************MNOP is unknown","#
        ),
        (
            #"{"SdkExceptionMessage":"?X-Amz-Security-Token=IQoJb3JpZ2luX2Vj%2F+/x==&b"}"#,
            #"{"SdkExceptionMessage":"?X-Amz-Security-Token=************************&b","#
        ),
        (
            #"{"AwsExceptionMessage":"no\nAKIAABCDEFGHIJKLMNOP\tX-Amz-Credential%3DASIAABCDEFGHIJKLMNOP%2F2026"}"#,
            #"{"AwsExceptionMessage":"no\n****************MNOP\tX-Amz-Credential%3D****************MNOP%2F2026","#
        ),
        (
            #"{"SdkExceptionMessage":"x-amz-security-token:unknownToken1234\nSessionToken=short"}"#,
            #"{"SdkExceptionMessage":"x-amz-security-token:****************\nSessionToken=short","#
        ),
        (
            #"{"SdkExceptionMessage":"&X-Amz-Security-Token%3dabcdefghijklmnopqrs&FQoGZXIvYXdzEA"}"#,
            #"{"SdkExceptionMessage":"&X-Amz-Security-Token%3d*******************&**************","#
        ),
        // A name and its token, with a line's end between them or nothing of the kind.
        (
            #"{"AwsExceptionMessage":"X-Amz-Security-Token:\nabcdefghijklmnop"}"#,
            #"{"AwsExceptionMessage":"X-Amz-Security-Token:\n****************","#
        ),
        (
            #"{"AwsExceptionMessage":"no SessionToken\nIncompleteSignature\u0001found"}"#,
            #"{"AwsExceptionMessage":"no SessionToken\nIncompleteSignature\u0001found","#
        ),
        (
            #"{"AwsException":"InvalidSessionToken","AwsExceptionMessage":"no","HttpStatusCode":400}"#,
            #"{"AwsException":"InvalidSessionToken","AwsExceptionMessage":"no","HttpStatusCode":400,"#
        ),
        // A token in JSON in a text, once and twice, as PHP and .NET escape it.
        (
            #"{"AwsExceptionMessage":"{\"SessionToken\":\"IQoJb3JpZ2luX2Vj\\/a\\u002Bb\\u003d\",\"a\":1}"}"#,
            #"{"AwsExceptionMessage":"{\"SessionToken\":\"********************************\",\"a\":1}","#
        ),
        (
            #"{"AwsExceptionMessage":"{\\u0022sessionToken\\\\u0022:\\\\\"abcdefghijklm\\\\/op\\\\\"}"}"#,
            #"{"AwsExceptionMessage":"{\\u0022sessionToken\\\\u0022:\\\\\"******************\\\\\"}","#
        ),
        // Fields that are a token's by their names.
        (#"{"X-Session-Token":1234567890123456789,"Api":"a"}"#, #"{"Api":"a","#),
        (
            #"{"New":{"x-amz-security-token":["abcdefghijklmnopqr"],"aws_session_token":"b","c":1}}"#,
            #"{"New":{"c":1},"#
        ),
        (#"{"Session Token2":"a","aws_secret_access_key":"b","Api":"a"}"#, #"{"Api":"a","#),
        // Names that are one when they are masked.
        (
            #"{"AKIAAAAAAAAAAAAAABCD":1,"AKIABBBBBBBBBBBBABCD":2,"New":{"IQoJb3JpZ2luab":1,"IQoJb3JpZ2lucd":2}}"#,
            #"{"****************ABCD":2,"New":{"**************":2},"#
        ),
        ("{\"Access\u{212A}ey\":\"AkiaButOld\",\"Api\":\"a\"}", #"{"Api":"a","#),
        (#"{"Api":"ASIA","Service":"AKIA-short"}"#, #"{"Api":"ASIA","Service":"AKIA-short","#),
    ])
    func `an event becomes a line`(event: String, line: String) {
        #expect(Self.line(event) == line + Self.added)
    }

    @Test(arguments: ["", " ", "{", "[]", "{\"a\":1}{}", "7"])
    func `what is no event stays home`(datagram: String) { #expect(Self.line(datagram) == nil) }

    @Test func `a session's names are no place for secrets either`() {
        var builder = LineBuilder(
            SessionLabels(id: "a", name: "AKIAABCDEFGHIJKLMNOP", functionName: "IQoJb3JpZ2luab"))
        var output: [UInt8] = []
        Array("{}".utf8).withUnsafeBufferPointer {
            _ = builder.append($0, EventPlace(sequence: 1, received: 2, start: nil), to: &output)
        }
        let line = String(decoding: output, as: UTF8.self)
        #expect(line.hasPrefix(#"{"functionName":"**************","sessionId":"a","#))
        #expect(line.contains(#""sessionName":"****************MNOP""#))
    }

    @Test func `a span's resource and duration are columns`() throws {
        let line = try #require(
            Self.line(#"{"Resource":"orders","Otel":{"SpanId":"01"},"DurationUs":4321}"#))
        #expect(
            line.hasPrefix(
                #"{"Resource":"orders","Otel":{"SpanId":"01"},"DurationUs":4321,"functionName":"#))
        #expect(line.hasSuffix(#","startTimestamp":5,"duration_us":4321}"# + "\n"))
    }

    @Test func `what is unknown is null`() {
        var builder = LineBuilder(SessionLabels(id: "a", name: nil, functionName: nil))
        var output: [UInt8] = []
        Array("{}".utf8).withUnsafeBufferPointer {
            _ = builder.append($0, EventPlace(sequence: 1, received: 2, start: nil), to: &output)
        }
        let expected = """
            {"functionName":null,"sessionId":"a","sessionName":null,"eventId":"a:1","sequence":1,\
            "receivedTimestamp":2,"startTimestamp":null}

            """
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func `a deep value is null, and a number nobody can read a text`() throws {
        let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        let shallow = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        let digits = String(repeating: "9", count: 65)
        let line = try #require(Self.line("{\"a\":\(deep),\"b\":\(shallow),\"c\":\(digits)}"))
        #expect(line.hasPrefix("{\"a\":null,\"b\":\(shallow),\"c\":\"\(digits)\","))
    }

    /// What real SDKs send arrives unchanged but for secrets and the types of columns.
    @Test(arguments: Fixtures.captureNames)
    func `captures arrive as they were`(name: String) throws {
        for datagram in try Fixtures.datagrams(name) {
            let text = String(decoding: datagram, as: UTF8.self)
            guard let line = Self.line(datagram), let event = try? JSON(text) else { continue }
            let sent = try JSON(line)
            for key in event.keys where key != "SessionToken" && key != "AccessKey" {
                let (was, now) = (event[key], sent[key])
                if was.isNull {
                    #expect(now.isNull, "\(key)")
                } else if let number = was.int, was.string == nil {
                    #expect(now.int == number || now.string == "\(number)", "\(key)")
                } else {
                    #expect(now.string == was.string, "\(key)")
                }
            }
            #expect(sent["AccessKey"].string?.count ?? 0 <= 4)
            #expect(!sent.keys.contains("SessionToken"))
        }
    }

    /// Whatever is masked in one text, the line stays JSON and its other members what they were.
    @Test func `what is masked is one text`() throws {
        let pieces = [
            "SessionToken", "X-Amz-Security-Token", "AKIAABCDEFGHIJKLMNOP", "IQoJb3JpZ2lu",
            "abcdefghijklmnopqrs", "AwsExceptionMessage", "é", ":", "=", ",", " ", ">", "%3D", "%",
            #"\n"#, #"\u0041"#, #"\\"#, #"\/"#, #"\""#, #"\\u002B"#, #"\\u0022"#, #"\\u"#,
        ]
        var random = SeededGenerator(seed: 9)
        for _ in 0..<5_000 {
            let message = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let event = """
                {"AwsException":"\(message)","AwsExceptionMessage":"no","Other":{"\(message)x":["a"]},\
                "HttpStatusCode":400}
                """
            let line = try JSON(#require(Self.line(event)))
            let (sent, came) = try (line["AwsException"].string, JSON(event)["AwsException"].string)
            #expect(sent?.utf8.count == came?.utf8.count, "\(event)")
            #expect(line["AwsExceptionMessage"].string == "no", "\(event)")
            #expect(line["HttpStatusCode"].int == 400, "\(event)")
            #expect(line["Other"].keys.count == 1, "\(event)")
        }
    }

    /// Every line that comes of any bytes is one that Firehose can convert.
    @Test func `no datagram makes a line that is none`() throws {
        var random = SeededGenerator(seed: 6)
        let datagrams = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        var lines = 0
        for _ in 0..<20_000 {
            let original = datagrams.randomElement(using: &random) ?? []
            let hurt = Mutation.mutated(original, among: datagrams, using: &random)
            guard let line = Self.line(hurt) else { continue }
            lines += 1
            #expect(line.hasSuffix("}\n") && !line.dropLast().contains("\n"))
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let sent = try #require(object)
            let names = sent.keys.map { $0.lowercased() }
            #expect(Set(names).count == names.count)
            #expect(!names.contains("sessiontoken"))
            #expect(!line.contains("AKIAFAKETESTING00001"))
            for column in EventColumn.all {
                guard let name = sent.keys.first(where: { $0.lowercased() == column.name }),
                    let value = sent[name], !(value is NSNull)
                else { continue }
                switch column.kind {
                case .text: #expect(value is String, "\(name) in \(line)")
                case .integer: #expect(value is NSNumber, "\(name) in \(line)")
                }
            }
        }
        #expect(lines > 4_000)
    }
}
