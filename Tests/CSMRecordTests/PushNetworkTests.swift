import CSMTestSupport
import Foundation
import Testing

/// Whom a push trusts, and what it says where nobody answers whom it could push to.
struct PushNetworkTests {
    private let push: NetworkPush

    init() throws { push = try NetworkPush() }

    private func bundle(_ path: String) -> [String: String] { ["AWS_CA_BUNDLE": path] }

    @Test func `a private authority is trusted where AWS_CA_BUNDLE names it`() throws {
        let certificates = try push.certificates()
        let server = try FirehoseServer(tls: certificates.pair)
        try push.expectFailure(
            try push(to: server.endpoint), 69,
            "cannot reach \(server.endpoint)/: its certificate is not trusted",
            at: server.endpoint)
        #expect(try server.ledger()["calls"].array.isEmpty)
        let other = try push.certificates()
        try push.expectFailure(
            try push(to: server.endpoint, environment: bundle(other.bundle)), 69,
            "cannot reach \(server.endpoint)/: its certificate is not trusted",
            at: server.endpoint)
        try push.expectDelivery(
            try push(to: server.endpoint, environment: bundle(certificates.bundle)), to: server)
    }

    @Test func `a certificate is for the host's name too`() throws {
        let certificates = try push.certificates()
        let server = try FirehoseServer(tls: certificates.pair)
        let endpoint = "https://localhost:\(server.port)"
        try push.expectDelivery(
            try push(to: endpoint, environment: bundle(certificates.bundle)), to: server)
    }

    @Test func `of several authorities in a bundle each is trusted`() throws {
        let certificates = [try push.certificates(), try push.certificates()]
        let both = push.recorded.folder.path("both.pem")
        try certificates.map { try String(contentsOfFile: $0.bundle, encoding: .utf8) }.joined()
            .write(toFile: both, atomically: true, encoding: .utf8)
        let server = try FirehoseServer(tls: certificates[1].pair)
        try push.expectDelivery(
            try push(to: server.endpoint, environment: bundle(both)), to: server)
    }

    @Test(arguments: [
        ("DNS:localhost,DNS:127.0.0.1", "127.0.0.1"), ("IP:127.0.0.2", "127.0.0.1"),
        ("DNS:firehose.us-east-1.amazonaws.com", "127.0.0.1"), ("DNS:*.localhost", "localhost"),
        // The address of the other end, but not what was asked for.
        ("IP:127.0.0.1", "localhost"),
    ])
    func `a certificate for another host is refused`(names: String, host: String) throws {
        let certificates = try push.certificates(for: names)
        let server = try FirehoseServer(tls: certificates.pair)
        let endpoint = "https://\(host):\(server.port)"
        try push.expectFailure(
            try push(to: endpoint, environment: bundle(certificates.bundle)), 69,
            "cannot reach \(endpoint)/: its certificate is not for that host", at: endpoint)
        #expect(try server.ledger()["calls"].array.isEmpty)
    }

    @Test func `a profile's ca_bundle counts, and AWS_CA_BUNDLE before it`() throws {
        let certificates = try push.certificates()
        let server = try FirehoseServer(tls: certificates.pair)
        let config = push.recorded.folder.path("config")
        func use(_ bundle: String) throws {
            let text = """
                [default]
                ca_bundle = /nowhere/default.pem
                [profile private]
                aws_access_key_id = AKIDEXAMPLE
                aws_secret_access_key = secret
                ca_bundle = \(bundle)
                """
            try text.write(toFile: config, atomically: true, encoding: .utf8)
        }
        let profile = ["AWS_CONFIG_FILE": config, "AWS_PROFILE": "private"]
        try use("/nowhere/profile.pem")
        try push.expectFailure(
            try push(to: server.endpoint, environment: profile), 66,
            "cannot use the certificates in /nowhere/profile.pem: "
                + "it is not a readable PEM file", at: server.endpoint)
        let both = profile.merging(bundle("/nowhere/environment.pem")) { $1 }
        let wrong = try push(to: server.endpoint, environment: both)
        #expect(wrong.errors.contains("/nowhere/environment.pem"))
        try use(certificates.bundle)
        try push.expectDelivery(
            try push(
                to: server.endpoint, "--profile", "private",
                environment: ["AWS_CONFIG_FILE": config]), to: server)
    }

    @Test(arguments: ["missing.pem", "notes", "empty", "key", "."])
    func `a bundle that cannot be used is named`(name: String) throws {
        let folder = push.recorded.folder
        try "no certificate\n".write(
            toFile: folder.path("notes"), atomically: true, encoding: .utf8)
        try "".write(toFile: folder.path("empty"), atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(
            atPath: try push.certificates().pair.key, toPath: folder.path("key"))
        let path = folder.path(name)
        let endpoint = "https://127.0.0.1:1"
        let result = try push(to: endpoint, environment: bundle(path))
        try push.expectFailure(
            result, 66,
            "cannot use the certificates in \(path): it is not a readable PEM file",
            at: endpoint)
        #expect(result.errors.contains("AWS_CA_BUNDLE"))
    }

    @Test func `TLS where there is none reaches nobody`() throws {
        let plain = try FirehoseServer()
        let secure = try push(to: "https://127.0.0.1:\(plain.port)")
        #expect(secure.status == 69)
        #expect(secure.errors.hasPrefix("csm-record: cannot reach https://127.0.0.1:"))
        #expect(try plain.ledger()["calls"].array.isEmpty)
    }

    @Test func `nobody there is 69`() throws {
        // The port of a server that is gone.
        let endpoint = try FirehoseServer().endpoint
        try push.expectFailure(
            try push(to: endpoint), 69, "cannot reach \(endpoint)/: connection refused",
            at: endpoint)
    }

    @Test(arguments: [404, 400, 405, 301])
    func `whoever answers without an error code is no Firehose`(status: Int) throws {
        let server = try FirehoseServer(
            control: #"{"script": [{"do": "html", "status": \#(status)}]}"#, isReused: true)
        try push.expectFailure(
            try push(to: server.endpoint), 69, "cannot push to csm: HTTP status \(status)",
            at: server.endpoint)
        // Nobody is asked twice who cannot know the answer.
        #expect(try server.ledger()["calls"].array.count == 1)
        try push.expectDelivery(try push(to: server.endpoint), to: server)
    }

    @Test(arguments: [
        "", "127.0.0.1", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999",
        "http://user:geheim@127.0.0.1:1", "http://127.0.0.1:1/?a=b", "http://127.0.0.1:1/#a",
    ])
    func `an endpoint that is no URL is wrong usage`(endpoint: String) throws {
        let option = try push(to: endpoint)
        #expect(option.status == 64)
        #expect(
            option.errors.hasPrefix(
                "csm-record: cannot use the endpoint of --endpoint-url: it is not an http or https URL"
            ))
        for name in ["AWS_ENDPOINT_URL_FIREHOSE", "AWS_ENDPOINT_URL"] where !endpoint.isEmpty {
            let variable = try Program.csmRecord(
                ["push", "--stream", "csm"], database: push.recorded.database,
                environment: push.environment.merging([name: endpoint]) { $1 })
            #expect(variable.status == 64)
            #expect(variable.errors.contains("cannot use the endpoint of \(name): "))
            #expect(!variable.errors.contains("geheim"))
        }
        #expect(!option.errors.contains("geheim") && option.output == "")
    }

    @Test(arguments: ["", "a b", "a/b", "ä", "csm\n", String(repeating: "x", count: 65)])
    func `a stream's name that AWS would not take is wrong usage`(name: String) throws {
        let result = try push(to: "http://127.0.0.1:1", "--stream", name)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("csm-record: --stream needs a delivery stream's name"))
        #expect(result.output == "")
    }
}
