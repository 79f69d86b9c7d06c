import CSMTestSupport
import Foundation
import Testing

/// Pushes through a proxy, whose own log proves who was asked.
struct PushProxyTests {
    private let push: NetworkPush

    init() throws { push = try NetworkPush() }

    @Test(arguments: ["HTTPS_PROXY", "https_proxy"])
    func `https goes through the proxy, end to end`(variable: String) throws {
        let certificates = try push.certificates()
        let server = try FirehoseServer(tls: certificates.pair)
        let proxy = try ConnectProxy()
        let result = try push(
            to: server.endpoint,
            environment: [
                variable: "http://\(proxy.address)", "AWS_CA_BUNDLE": certificates.bundle,
                "HTTP_PROXY": "127.0.0.1:1",
            ])
        try push.expectDelivery(result, to: server)
        #expect(try proxy.targets() == ["CONNECT 127.0.0.1:\(server.port)"])
    }

    @Test(arguments: ["HTTP_PROXY", "http_proxy"])
    func `http goes through the proxy`(variable: String) throws {
        let server = try FirehoseServer(isReused: true)
        let proxy = try ConnectProxy()
        // Without a scheme, as curl takes it too.
        let result = try push(
            to: server.endpoint,
            environment: [variable: proxy.address, "HTTPS_PROXY": "127.0.0.1:1"])
        try push.expectDelivery(result, to: server)
        #expect(try proxy.targets() == ["CONNECT 127.0.0.1:\(server.port)"])
    }

    @Test func `the lower-case name wins, and an empty one is none`() throws {
        let server = try FirehoseServer(isReused: true)
        let (lower, upper) = (try ConnectProxy(), try ConnectProxy())
        try push.expectDelivery(
            try push(
                to: server.endpoint,
                environment: [
                    "http_proxy": lower.address, "HTTP_PROXY": upper.address,
                    "no_proxy": "example.com", "NO_PROXY": "*",
                ]), to: server)
        #expect(try lower.targets().count == 1)
        let other = try FirehoseServer(isReused: true)
        try push.expectDelivery(
            try push(
                to: other.endpoint,
                environment: ["http_proxy": "", "HTTP_PROXY": upper.address]), to: other)
        #expect(try upper.targets() == ["CONNECT 127.0.0.1:\(other.port)"])
    }

    /// What is at the proxy's address must not be taken for what was asked for.
    @Test func `a certificate for the proxy's own address is refused`() throws {
        let certificates = try push.certificates(for: "IP:127.0.0.1")
        let server = try FirehoseServer(tls: certificates.pair)
        let proxy = try ConnectProxy(control: #"{"to": \#(server.port)}"#)
        let result = try push(
            to: "https://firehose.example.test",
            environment: [
                "HTTPS_PROXY": proxy.address, "AWS_CA_BUNDLE": certificates.bundle,
            ])
        #expect(result.status == 69, "\(result.errors)")
        #expect(result.errors.contains("not for that host"), "\(result.errors)")
        #expect(try server.ledger()["calls"].array.isEmpty)
    }

    @Test func `the name is the proxy's to look up`() throws {
        let server = try FirehoseServer(isReused: true)
        let proxy = try ConnectProxy(control: #"{"to": \#(server.port)}"#)
        try push.expectDelivery(
            try push(
                to: "http://firehose.example.test",
                environment: [
                    "HTTP_PROXY": proxy.address, "NO_PROXY": "ample.test, x.firehose.example.test",
                ]), to: server)
        #expect(try proxy.targets() == ["CONNECT firehose.example.test:80"])
    }

    @Test func `a proxy gets its user and password, and nobody else does`() throws {
        let server = try FirehoseServer(isReused: true)
        let proxy = try ConnectProxy(control: #"{"user": "me@home:p:w/% geheim"}"#)
        let asks =
            "cannot reach \(server.endpoint)/: through the proxy \(proxy.address): it requires a user name and a password"
        let without = try push(to: server.endpoint, environment: ["HTTP_PROXY": proxy.address])
        try push.expectFailure(without, 69, asks, at: server.endpoint)
        let wrong = try push(
            to: server.endpoint, environment: ["HTTP_PROXY": "http://me:falsch@\(proxy.address)"])
        try push.expectFailure(wrong, 69, asks, at: server.endpoint)
        let right = try push(
            to: server.endpoint, "-v",
            environment: [
                "HTTP_PROXY": "http://me%40home:p%3Aw%2F%25%20geheim@\(proxy.address)"
            ])
        #expect(right.status == 0)
        #expect(try server.ledger()["copies"].keys.count == push.events)
        let users = try proxy.requests().map { $0["user"].string }
        #expect(users.first == .some(nil))
        #expect(users.last == "me@home:p:w/% geheim")
        for result in [without, wrong, right] {
            for secret in ["geheim", "falsch"] {
                #expect(!(result.output + result.errors).contains(secret))
            }
        }
    }

    @Test func `a proxy that refuses is 69`() throws {
        let server = try FirehoseServer(isReused: true)
        let proxy = try ConnectProxy(control: #"{"refuse": 403}"#)
        try push.expectFailure(
            try push(to: server.endpoint, environment: ["HTTP_PROXY": proxy.address]), 69,
            "cannot reach \(server.endpoint)/: through the proxy \(proxy.address): it refused to connect",
            at: server.endpoint)
        #expect(try server.ledger()["calls"].array.isEmpty)
        #expect(try proxy.requests().allSatisfy { $0["status"].int == 403 })
    }

    @Test func `a proxy that is not there is 69, and is not gone around`() throws {
        let server = try FirehoseServer(isReused: true)
        let gone = try ConnectProxy().address
        try push.expectFailure(
            try push(to: server.endpoint, environment: ["HTTP_PROXY": gone]), 69,
            "cannot reach \(server.endpoint)/: through the proxy \(gone): connection refused",
            at: server.endpoint)
        #expect(try server.ledger()["calls"].array.isEmpty)
    }

    @Test(arguments: [
        "ftp://127.0.0.1:1", "https://127.0.0.1:1", "socks5://127.0.0.1:1", ":::", "http://",
        "http://user:geheim@", "ftp://user:geheim@127.0.0.1:1", "http://127.0.0.1:99999",
        "http://127.0.0.1:1/path",
    ])
    func `a proxy that is no URL of one is wrong usage, where it is used`(proxy: String) throws {
        let server = try FirehoseServer(isReused: true)
        for (scheme, name) in [("http", "HTTP_PROXY"), ("https", "HTTPS_PROXY")] {
            let endpoint = "\(scheme)://127.0.0.1:\(server.port)"
            let result = try push(to: endpoint, environment: [name: proxy])
            try push.expectFailure(
                result, 64,
                "cannot use the proxy in \(name): it is not http://[USER:PASSWORD@]HOST:PORT",
                at: endpoint)
            #expect(!result.errors.contains("geheim"))
        }
        try push.expectDelivery(
            try push(
                to: server.endpoint,
                environment: [
                    "HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "NO_PROXY": "127.0.0.1",
                ]), to: server)
    }

    /// The server refuses each time, so that the one session can be pushed again and again.
    @Test func `NO_PROXY says who is asked directly`() throws {
        let server = try FirehoseServer(control: #"{"after": {"do": "html", "status": 404}}"#)
        let proxy = try ConnectProxy()
        let (name, address) = ("localhost", "127.0.0.1")
        for (exceptions, host, isAsked) in [
            ("127.0.0.1", address, false), ("localhost", address, true),
            ("localhost", name, false), ("LocalHost", name, false), (".localhost", name, false),
            ("*.localhost", name, false), ("ocalhost", name, true), ("host", name, true),
            ("localhost.example.com", name, true), ("*", name, false), ("*", address, false),
            ("127.0.0.1:\(server.port)", address, false), ("127.0.0.1:443", address, true),
            (".localhost:\(server.port)", name, false), (".localhost:80", name, true),
            // By its end, as Python does it.
            (".0.0.1", address, false), ("7.0.0.1", address, true),
            ("example.com,127.0.0.1", address, false),
            (" example.com , localhost ", name, false), (",,", name, true),
            ("example.com:x,.", name, true), ("::1", address, true),
        ] {
            try proxy.control("{}")
            let calls = try server.ledger()["calls"].array.count
            let result = try push(
                to: "http://\(host):\(server.port)",
                environment: ["HTTP_PROXY": proxy.address, "NO_PROXY": exceptions])
            #expect(result.errors == "csm-record: cannot push to csm: HTTP status 404\n")
            #expect(try server.ledger()["calls"].array.count == calls + 1)
            #expect(
                try proxy.targets() == (isAsked ? ["CONNECT \(host):\(server.port)"] : []),
                "NO_PROXY=\(exceptions) to \(host)")
        }
    }
}
