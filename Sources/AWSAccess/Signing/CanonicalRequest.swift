import Crypto

/// A request in the one form that both sides hash.
struct CanonicalRequest {
    let text: String
    /// The names of the headers it holds, in lower case, sorted, with semicolons between.
    let signedHeaders: String

    /// What proxies and servers on the way may change, and all AWS SDKs leave out.
    private static let unsigned: Set = [
        "user-agent", "expect", "transfer-encoding", "x-amzn-trace-id",
    ]

    init(_ request: HTTPRequest) {
        var values: [String: [String]] = [:]
        for (name, value) in request.headers where !Self.unsigned.contains(name.lowercased()) {
            let trimmed = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            values[name.lowercased(), default: []].append(trimmed)
        }
        let headers = values.sorted { $0.key < $1.key }
        signedHeaders = headers.map(\.key).joined(separator: ";")
        let lines = headers.map { "\($0.key):\($0.value.joined(separator: ","))\n" }
        text = [
            request.method, Self.path(request.url.path), Self.query(request.url.query),
            lines.joined(), signedHeaders, Hexadecimal.text(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
    }

    /// Without dot segments and empty ones, and percent-encoded once more than it is.
    private static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        let end = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return PercentEncoding.encoded("/" + segments.joined(separator: "/") + end, keeping: "/")
    }

    /// Names and values as they are in the URL, sorted.
    private static func query(_ query: String) -> String {
        let pairs = query.split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        return pairs.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }
}
