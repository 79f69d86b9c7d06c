import Foundation
import Testing

@testable import AWSAccess

/// Which calls go through a proxy.
struct ProxyTests {
    @Test(arguments: [
        ("", true), ("other.com", true), ("amazonaws.com", false), (".amazonaws.com", false),
        ("*.amazonaws.com", false), ("firehose.eu-west-1.amazonaws.com", false), ("*", false),
        ("firehose.eu-west-1.amazonaws.com:443", false),
        ("firehose.eu-west-1.amazonaws.com:8443", true), ("aws.com", true),
        ("localhost, AMAZONAWS.COM", false), ("amazonaws.com.", true),
    ])
    func `no_proxy names what is reached directly`(exceptions: String, isProxied: Bool) throws {
        let url = try #require(HTTPURL("https://firehose.eu-west-1.amazonaws.com"))
        let proxy = try settings(["HTTPS_PROXY": "http://proxy:3128", "no_proxy": exceptions])
            .proxy(for: url)
        #expect((proxy != nil) == isProxied)
    }

    @Test(arguments: [
        ("[::1]", "::1", false), ("[::1]", "[::1]:8080", false), ("[::1]", "::2", true),
    ])
    func `addresses may be excepted`(host: String, exception: String, isProxied: Bool) throws {
        let url = try #require(HTTPURL("http://\(host):8080/"))
        let proxy = try settings(["HTTP_PROXY": "proxy", "NO_PROXY": exception]).proxy(for: url)
        #expect((proxy != nil) == isProxied)
    }

    @Test func `each scheme has its own proxy, and the lower-case name wins`() throws {
        let settings = settings([
            "HTTPS_PROXY": "http://upper:1", "https_proxy": "http://us%40er:p%3Aw@lower:2",
            "HTTP_PROXY": "plain:3",
        ])
        let secure = try settings.proxy(for: #require(HTTPURL("https://a")))
        #expect(secure?.host == "lower" && secure?.port == 2)
        #expect(secure?.user == "us@er" && secure?.password == "p:w")
        let plain = try settings.proxy(for: #require(HTTPURL("http://a")))
        #expect(plain?.host == "plain" && plain?.port == 3 && plain?.user == nil)
    }

    @Test func `a proxy may be an IPv6 address`() throws {
        let proxy = try settings(["HTTP_PROXY": "http://[::1]:3128"])
            .proxy(for: #require(HTTPURL("http://a")))
        #expect(proxy?.host == "::1" && proxy?.port == 3_128)
    }

    @Test(arguments: [
        "https://proxy:1", "socks5://proxy", "http://", "http://proxy/path", "::", "proxy:99999",
    ])
    func `a proxy that is none is refused`(text: String) throws {
        let url = try #require(HTTPURL("https://a"))
        #expect(throws: AWSAccessError.self) {
            try settings(["HTTPS_PROXY": text]).proxy(for: url)
        }
    }

    private func settings(_ variables: [String: String]) -> ProxySettings {
        ProxySettings(
            Surroundings(environment: variables, home: nil, now: { Date() }, sleep: { _ in true }))
    }
}
