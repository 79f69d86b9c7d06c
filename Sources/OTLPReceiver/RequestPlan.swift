import Gzip
import NIOHTTP1
import OTLP

/// What is to be done with a request, as far as its head tells.
enum RequestPlan: Equatable {
    /// Its body is taken as traces.
    case traces(TraceDecoder.Format, GzipDecoder.Format?)
    /// Metrics and logs: answered, not read.
    case ignore(TraceDecoder.Format)
    case refuse(HTTPResponseStatus)

    /// `port` is the receiver's own.
    init(_ head: HTTPRequestHead, port: UInt16) {
        guard Self.isOwn(head.headers, port: port) else {
            self = .refuse(.forbidden)
            return
        }
        let path = head.uri.prefix { $0 != "?" }
        guard ["/v1/traces", "/v1/metrics", "/v1/logs"].contains(path) else {
            self = .refuse(.notFound)
            return
        }
        guard head.method == .POST else {
            self = .refuse(.methodNotAllowed)
            return
        }
        guard let format = Self.format(head.headers) else {
            self = .refuse(.unsupportedMediaType)
            return
        }
        guard path == "/v1/traces" else {
            self = .ignore(format)
            return
        }
        switch head.headers.value("content-encoding")?.lowercased() {
        case nil, "", "identity": self = .traces(format, nil)
        case "gzip", "x-gzip": self = .traces(format, .gzip)
        case "deflate": self = .traces(format, .zlib)
        default: self = .refuse(.unsupportedMediaType)
        }
    }

    /// Whether the sender means this receiver.
    ///
    /// A page in a browser can send here, too: its requests have an `Origin`, or, if its server's
    /// name was made to resolve to this machine, another `Host`.
    private static func isOwn(_ headers: HTTPHeaders, port: UInt16) -> Bool {
        guard !headers.contains(name: "origin"), headers["host"].count <= 1 else { return false }
        guard let host = headers.value("host") else { return true }
        let names = ["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(port)" }
        return names.contains(host.lowercased())
    }

    private static func format(_ headers: HTTPHeaders) -> TraceDecoder.Format? {
        let type = headers.value("content-type")?.prefix { $0 != ";" && $0 != " " }
        switch type?.lowercased() {
        case "application/x-protobuf", "application/protobuf": return .protobuf
        case "application/json": return .json
        default: return nil
        }
    }
}

extension HTTPHeaders {
    /// The value of a header that comes once.
    fileprivate func value(_ name: String) -> String? { self[name].first }
}
