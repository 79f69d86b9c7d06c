import FoundationEssentials

/// An `http` or `https` URL in the parts that a request is made of.
public struct HTTPURL: Sendable, Equatable, CustomStringConvertible {
    public let isSecure: Bool
    /// In lower case; an IPv6 address in its brackets.
    public let host: String
    public let port: Int
    /// Percent-encoded, beginning with a slash.
    public var path: String
    /// Percent-encoded, without its question mark.
    public var query: String

    /// `nil` for what is no URL, has another scheme, a user, or no host.
    public init?(_ text: String) {
        guard let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.percentEncodedHost?.lowercased(), !host.isEmpty, !host.contains("%"),
            parts.user == nil, parts.password == nil, parts.fragment == nil,
            // A number that is no Int is no port to it, and yet one stands there.
            (1...65_535).contains(parts.port ?? (parts.rangeOfPort == nil ? 1 : 0))
        else { return nil }
        isSecure = scheme == "https"
        self.host = host
        port = parts.port ?? (isSecure ? 443 : 80)
        path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        query = parts.percentEncodedQuery ?? ""
    }

    /// As the `Host` header has it: with the port, unless it is the scheme's own.
    public var authority: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }

    public var description: String {
        "\(isSecure ? "https" : "http")://\(authority)\(path)\(query.isEmpty ? "" : "?\(query)")"
    }
}
