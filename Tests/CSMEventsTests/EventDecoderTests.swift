import CSMEvents
import CSMTestSupport
import Testing

/// Decodes one datagram and hands its bytes along, for its texts are places in them.
func withDecoded<Result>(
    _ bytes: [UInt8],
    _ body: (DecodedEvent, UnsafeBufferPointer<UInt8>, [SecretRange]) throws -> Result
) rethrows -> Result {
    var decoder = EventDecoder()
    return try bytes.withUnsafeBufferPointer {
        let event = decoder.decode($0)
        return try body(event, $0, decoder.secrets)
    }
}

func labels(_ json: String) -> EventLabels {
    withDecoded(Array(json.utf8)) { event, bytes, _ in EventLabels(of: event, in: bytes) }
}

func decode(_ json: String) -> DecodedEvent {
    withDecoded(Array(json.utf8)) { event, _, _ in event }
}

struct EventDecoderTests {
    @Test(arguments: Fixtures.captureNames)
    func `every real datagram decodes`(capture: String) throws {
        let datagrams = try Fixtures.datagrams(capture)
        #expect(!datagrams.isEmpty)
        for datagram in datagrams {
            withDecoded(datagram) { event, bytes, _ in
                #expect(event.level == .call || event.level == .attempt)
                let labels = EventLabels(of: event, in: bytes)
                #expect(!labels.service.isEmpty && !labels.api.isEmpty)
            }
        }
    }

    @Test func `all 1,475 captured datagrams are there`() throws {
        let count = try Fixtures.captureNames.map { try Fixtures.datagrams($0).count }.reduce(0, +)
        #expect(count == 1_475)
    }

    @Test func `a datagram of no bytes is empty and one of blanks is not JSON`() {
        #expect(decode("").level == .empty)
        #expect(decode(" \n").level == .undecodable)
    }

    @Test(arguments: [
        "{}", " {} ", "\u{FEFF}{}", "{}\u{FEFF}\n", "\t{\"Type\":\"Other\"}\r\n",
        #"{"a":[1,{"b":[]},"x",null,true,false,-0.5e+10]}"#, #"{"a":"\ud83d","b":"\/"}"#,
        #"{"":""}"#,
    ])
    func `one object with blanks or byte-order marks around it decodes`(json: String) {
        #expect(decode(json).level == .other)
    }

    @Test(arguments: [
        "{", "}", "[]", "null", "1", "\"x\"", "{}{}", "{} x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{,}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":-}",
        "{\"a\":tru}", "{\"a\":nulL}", "{\"a\":NaN}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}", "{\"a\":\"", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":{\"b\"}}",
        "{\"a\":[}", "{\"a\":{]}", "{'a':1}", "{\"a\":1}\0", "{\"a\" 1}",
    ])
    func `what is not one JSON object does not decode`(json: String) {
        #expect(decode(json).level == .undecodable)
    }

    @Test func `invalid UTF-8 decodes with replacement characters`() {
        let bytes = Array(#"{"Type":"ApiCall","Service":"S"#.utf8) + [0xC3] + Array(#"3"}"#.utf8)
        withDecoded(bytes) { event, datagram, _ in
            #expect(event.level == .call)
            #expect(event.service.text(in: datagram) == "S\u{FFFD}3")
        }
    }

    @Test(arguments: [
        (#"\ud83d"#, "\u{FFFD}"), (#"a\ude00b"#, "a\u{FFFD}b"), (#"\ud83d\ude00"#, "😀"),
        (#"\ud83d\ud83d"#, "\u{FFFD}\u{FFFD}"),
        (#"\u00e9\n\t\"\\\/\b\f\r"#, "é\n\t\"\\/\u{8}\u{C}\r"),
        (#"\u0000"#, "\0"),
    ])
    func `escapes become what they stand for`(raw: String, text: String) {
        #expect(labels("{\"Service\":\"\(raw)\"}").service == text)
    }

    @Test func `types that drift are read as what the field wants`() {
        let event = labels(
            #"{"Type":"ApiCallAttempt","Api":7,"AwsException":502,"HttpStatusCode":"502","Region":null}"#
        )
        #expect(event.api == "7")
        #expect(event.exception == "502")
        #expect(event.status == 502)
        #expect(event.region == nil)
    }

    @Test(
        arguments: [
            ("12", 12), ("\"12\"", 12), ("\" 12 \"", 12), ("12.4", 12), ("12.5", 13),
            ("1e3", 1_000),
            ("0", 0), ("-1", nil), ("null", nil), ("\"x\"", nil), ("1e400", nil), ("true", nil),
            ("[1]", nil), ("99999999999999999999999", nil), ("2147483647", 2_147_483_647),
            ("2147483648", nil), ("\"\"", nil), ("\"-\"", nil),
        ] as [(String, Int32?)])
    func `a latency is a whole number of milliseconds or none`(value: String, latency: Int32?) {
        #expect(decode("{\"Type\":\"ApiCall\",\"Latency\":\(value)}").latency == latency)
        let attempt = "{\"Type\":\"ApiCallAttempt\",\"AttemptLatency\":\(value)}"
        #expect(decode(attempt).latency == latency)
    }

    @Test(
        arguments: [("0", nil), ("-1", nil), ("200", 200), ("\"404\"", 404)] as [(String, Int32?)])
    func `a status of 0 or below is none`(value: String, status: Int32?) {
        #expect(decode("{\"Type\":\"ApiCall\",\"FinalHttpStatusCode\":\(value)}").status == status)
        #expect(
            decode("{\"Type\":\"ApiCallAttempt\",\"HttpStatusCode\":\(value)}").status == status)
    }

    @Test func `field names match in any case and through escapes`() {
        let event = labels(
            #"{"TYPE":"ApiCall","service":"S3","ap\u0069":"GetObject","FINALAWSEXCEPTION":"X"}"#)
        #expect(event.level == .call)
        #expect(event.service == "S3")
        #expect(event.api == "GetObject")
        #expect(event.exception == "X")
        #expect(event.isError)
    }

    @Test func `of a name that comes twice the last value holds`() {
        let event = labels(#"{"Type":"ApiCall","Api":"A","Api":"B","api":"C"}"#)
        #expect(event.api == "C")
    }

    @Test(arguments: [
        (#""FinalHttpStatusCode":400"#, true), (#""FinalHttpStatusCode":399"#, false),
        (#""FinalHttpStatusCode":200,"AttemptCount":1"#, false),
        (#""FinalAwsException":"""#, true), (#""FinalAwsException":null"#, false),
        (#""FinalSdkException":"x""#, true), (#""FinalSdkExceptionMessage":"x""#, true),
        (#""FinalAWSExceptionMessage":"x""#, true), (#""FinalOddException":1"#, true),
        (#""FinalOdd\u0045xception":1"#, true), (#""FinalHttpStatusCode":99999999999"#, true),
        (#""AwsException":"x","FinalHttpStatusCode":200"#, false),
        (#""AttemptCount":0"#, true), (#""AttemptCount":0,"FinalHttpStatusCode":0"#, true),
        (#""AttemptCount":0,"FinalHttpStatusCode":200"#, false), (#""AttemptCount":1"#, false),
    ])
    func `a call is an error by its final fields`(fields: String, isError: Bool) {
        #expect(decode("{\"Type\":\"ApiCall\",\(fields)}").isError == isError)
    }

    @Test(arguments: [
        (#""HttpStatusCode":400"#, true), (#""HttpStatusCode":0"#, false),
        (#""AwsException":"""#, true), (#""SdkExceptionMessage":"x""#, true),
        (#""AwsException":null"#, false), (#""FinalAwsException":"x""#, false),
        (#""AttemptCount":0"#, false),
    ])
    func `an attempt is an error by its own fields`(fields: String, isError: Bool) {
        #expect(decode("{\"Type\":\"ApiCallAttempt\",\(fields)}").isError == isError)
    }

    @Test(arguments: [
        (#""HttpStatusCode":429"#, true), (#""HttpStatusCode":503"#, false),
        (#""AwsException":"Throttling""#, true),
        (#""SdkException":"Aws::S3::Errors::SlowDown""#, true),
        (#""AwsException":"x","SdkException":"Throttling""#, true),
        (#""AwsException":"SlowDown""#, true),
        (#""AwsException":"com.amazonaws.dynamodb.v20120810#ThrottlingException""#, true),
        (#""AwsException":"Aws::S3::Errors::SlowDown""#, true),
        (#""AwsException":"com.amazonaws.LimitExceededException""#, true),
        (#""AwsException":"NotThrottling""#, false), (#""AwsException":"a:Throttling""#, false),
        (#""AwsException":"Throttling.x""#, false), (#""AwsException":"throttling""#, false),
    ])
    func `an attempt is a throttle by status or code`(fields: String, isThrottle: Bool) {
        #expect(decode("{\"Type\":\"ApiCallAttempt\",\(fields)}").isThrottle == isThrottle)
        #expect(!decode("{\"Type\":\"ApiCall\",\(fields)}").isThrottle)
    }

    @Test(arguments: [(0, 0), (1, 0), (2, 1), (5, 4)])
    func `retries are attempts less one and never below none`(count: Int, retries: Int) {
        #expect(decode("{\"Type\":\"ApiCall\",\"AttemptCount\":\(count)}").retries == retries)
    }
}
