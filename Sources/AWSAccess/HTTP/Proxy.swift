import FoundationEssentials

/// The proxy that the environment asks for, as curl and Python read it.
struct ProxySettings: Sendable {
    private let http: String?
    private let https: String?
    private let exceptions: [String]

    init(_ surroundings: Surroundings) {
        // The lower-case name wins.
        func variable(_ name: String) -> String? {
            surroundings.variable(name) ?? surroundings.variable(name.uppercased())
        }
        http = variable("http_proxy")
        https = variable("https_proxy")
        exceptions = (variable("no_proxy") ?? "").split(whereSeparator: { $0 == "," || $0 == " " })
            .map { $0.lowercased() }
    }

    /// The proxy for a URL; `nil` to go there directly.
    func proxy(for url: HTTPURL) throws(AWSAccessError) -> Proxy? {
        guard let text = url.isSecure ? https : http, !isException(url) else { return nil }
        guard let proxy = Proxy(text) else {
            let name = url.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY"
            throw AWSAccessError(
                .setting, "use the proxy in \(name)", "it is not http://[USER:PASSWORD@]HOST:PORT")
        }
        return proxy
    }

    /// Names match themselves and what is below them; a port must match too where one is given.
    private func isException(_ url: HTTPURL) -> Bool {
        exceptions.contains { exception in
            if exception == "*" { return true }
            var name = exception[...]
            // Two colons are an IPv6 address's.
            if let colon = name.lastIndex(of: ":"), name.last != "]",
                colon == name.firstIndex(of: ":") || name[..<colon].last == "]",
                let port = Int(name[name.index(after: colon)...])
            {
                guard port == url.port else { return false }
                name = name[..<colon]
            }
            if name.hasPrefix("*.") { name = name.dropFirst() }
            if name.hasPrefix(".") { name = name.dropFirst() }
            let host = url.host
            return !name.isEmpty
                && (host == name || host == "[\(name)]" || host.hasSuffix("." + name))
        }
    }
}

/// A proxy that tunnels by CONNECT.
struct Proxy: Sendable, Hashable {
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// `nil` for what is no `http` proxy.
    init?(_ text: String) {
        let url = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: url), parts.scheme?.lowercased() == "http",
            let host = parts.host, !host.isEmpty, parts.path.isEmpty || parts.path == "/",
            (1...65_535).contains(parts.port ?? 1)
        else { return nil }
        // An IPv6 address, here, is looked up as it is.
        self.host = host.filter { $0 != "[" && $0 != "]" }
        port = parts.port ?? 80
        user = parts.user
        password = parts.password
    }
}
