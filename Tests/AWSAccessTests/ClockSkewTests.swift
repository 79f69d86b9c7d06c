import Foundation
import Testing

@testable import AWSAccess

/// What an answer tells of this machine's clock.
struct ClockSkewTests {
    /// 15:49:26 on 23 November 2026, UTC.
    private static let now = Date(timeIntervalSince1970: 1_795_448_966)
    private static let expired =
        #"{"message":"Signature expired: 20261123T154926Z is now earlier"}"#

    @Test(
        arguments: [
            ("Mon, 23 Nov 2026 15:49:26 GMT", "{}", nil),
            ("Mon, 23 Nov 2026 15:53:26 GMT", "{}", nil),
            ("Mon, 23 Nov 2026 15:53:27 GMT", "{}", 241),
            ("Mon, 23 Nov 2026 14:49:26 GMT", "{}", -3_600),
            ("Mon, 23 Nov 2026 15:49:56 GMT", expired, 30),
            ("Mon, 23 Nov 2026 15:49:26 GMT", expired, 0), ("soon", expired, 0),
            ("soon", "{}", nil),
            ("Mon, 23 Nov 2026 15:49:26 GMT", #"{"message":"Signature not yet current: x"}"#, 0),
        ] as [(String, String, TimeInterval?)])
    func `a date that is over four minutes off corrects it`(
        date: String, body: String, offset: TimeInterval?
    ) {
        let response = HTTPResponse(
            status: 403, headers: [("date", date)], body: Array(body.utf8))
        #expect(ClockSkew.offset(of: response, now: Self.now) == offset)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 01 Jan 2024 00:00:00 GMT",
        "Thu, 29 Feb 2024 23:59:59 GMT",
    ])
    func `HTTP dates are read`(text: String) throws {
        let date = try #require(ClockSkew.date(text))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        #expect(formatter.string(from: date) == text)
    }

    @Test(arguments: ["", "Sunday", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37"])
    func `what is no HTTP date is none`(text: String) { #expect(ClockSkew.date(text) == nil) }
}
