/// A request, its body whole.
public struct HTTPRequest: Sendable {
    public var method: String
    public var url: HTTPURL
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        _ method: String, _ url: HTTPURL, headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// An answer, its body whole.
public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// Not a byte of the request has left: no route, refused, not trusted.
    case unsent(String)
    /// The request went out, or a part of it, and what came of it is not known.
    case unanswered(String)

    public var reason: String {
        switch self {
        case .unsent(let reason), .unanswered(let reason): reason
        }
    }
}
