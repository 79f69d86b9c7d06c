import AWSAccess
import Testing

/// When a call is tried again, and how long that waits.
struct RetryTests {
    /// The SDKs' standard mode: `random · min(base · 2ⁱ, 20 s)`.
    @Test(arguments: [
        (0, false, 1.0, Duration.milliseconds(50)), (1, false, 1.0, .milliseconds(100)),
        (3, false, 0.5, .milliseconds(200)), (0, true, 1.0, .seconds(1)),
        (2, true, 0.25, .seconds(1)), (9, true, 1.0, .seconds(20)), (99, false, 1.0, .seconds(20)),
        (5, true, 0.0, .zero),
    ])
    func `delays grow to twenty seconds`(
        failures: Int, isThrottle: Bool, random: Double, delay: Duration
    ) {
        #expect(
            RetryDelay.duration(
                after: failures, isThrottle: isThrottle, asked: nil, random: random) == delay)
    }

    /// A server's wish is heard, up to five seconds more than our own delay.
    @Test(arguments: [
        (Duration.milliseconds(1_500), Duration.milliseconds(1_500)),
        (.milliseconds(10), .milliseconds(50)), (.seconds(60), .milliseconds(5_050)),
    ])
    func `a retry-after is honoured`(asked: Duration, delay: Duration) {
        #expect(
            RetryDelay.duration(after: 0, isThrottle: false, asked: asked, random: 1) == delay)
    }

    @Test(
        arguments: [
            ("1500", Duration.milliseconds(1_500)), ("0", .zero), ("-1", nil), ("soon", nil),
            ("", nil),
        ] as [(String, Duration?)])
    func `a retry-after is milliseconds`(text: String, asked: Duration?) {
        let response = HTTPResponse(status: 503, headers: [("X-Amz-Retry-After", text)])
        #expect(RetryDelay.asked(by: response) == asked)
    }

    @Test(
        arguments: [
            (400, "ServiceUnavailableException", ErrorClass.throttle), (200, "SlowDown", .throttle),
            (400, "ThrottlingException", .throttle), (400, "ThrottledException", .throttle),
            (400, "LimitExceededException", .throttle), (429, nil, .throttle),
            (400, "RequestLimitExceeded", .throttle), (400, "TooManyRequestsException", .throttle),
            (500, "InternalFailure", .transient), (400, "RequestTimeout", .transient),
            (503, nil, .transient), (504, nil, .transient), (501, nil, .other), (404, nil, .other),
            (403, "ExpiredTokenException", .expired), (403, "RequestExpired", .expired),
            (403, "SignatureDoesNotMatch", .signature),
            (403, "InvalidSignatureException", .signature),
            (400, "AccessDeniedException", .other),
        ] as [(Int, String?, ErrorClass)])
    func `the code decides, whatever the status`(
        status: Int, code: String?, expected: ErrorClass
    ) {
        #expect(ErrorClass(ServiceError(status: status, code: code)) == expected)
    }

    /// All places and forms in which AWS and what stands before it put a code.
    @Test(
        arguments: [
            ([("x-amzn-ErrorType", "SlowDown")], "{}", "SlowDown"),
            ([("X-Amzn-Errortype", "SlowDown:http://internal.amazon.com/x/")], "", "SlowDown"),
            ([], #"{"__type":"com.amazon.coral#SlowDown","message":"m"}"#, "SlowDown"),
            ([], #"{"__type":"SlowDown","Message":"m"}"#, "SlowDown"),
            ([], "<E><Error><Code>SlowDown</Code><Message>m</Message></Error></E>", "SlowDown"),
            (
                [],
                "<?xml version='1.0'?>\n<SlowDownException><Message>m</Message></SlowDownException>",
                "SlowDownException"
            ),
            ([], #"{"code":"SlowDown"}"#, "SlowDown"), ([], "<html>503</html>", nil), ([], "", nil),
            ([("x-amzn-errortype", "")], #"{"__type":7}"#, nil),
        ] as [([(name: String, value: String)], String, String?)])
    func `a code is found wherever it stands`(
        headers: [(name: String, value: String)], body: String, code: String?
    ) {
        let response = HTTPResponse(status: 503, headers: headers, body: Array(body.utf8))
        #expect(ServiceError(response).code == code)
    }
}
