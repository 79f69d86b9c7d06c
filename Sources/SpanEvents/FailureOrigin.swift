/// Whether a call that got no answer had left its client: then it was at least one attempt.
enum FailureOrigin {
    /// By the names that SDKs give what went wrong on the way.
    ///
    /// All others (parameters, credentials, endpoints that cannot be made out) end a call before
    /// its first attempt.
    static func isOnTheWay(_ failure: SpanFailure) -> Bool {
        isSystemError(failure.code) || names.contains(failure.code)
            || phrases.contains { failure.message.firstRange(of: $0) != nil }
    }

    private static let names: Set<String> = [
        // botocore/exceptions.py: `HTTPClientError`, and what is derived from it.
        "HTTPClientError", "ConnectionError", "EndpointConnectionError", "SSLError",
        "ConnectionClosedError", "ReadTimeoutError", "ConnectTimeoutError",
        "ProxyConnectionError", "ResponseStreamingError", "IncompleteReadError",
        // Python's own, where a program's HTTP session passes them on.
        "TimeoutError", "ConnectionResetError", "ConnectionRefusedError", "BrokenPipeError",
        "ClientConnectorError", "ServerDisconnectedError", "ClientPayloadError",
        // JavaScript: smithy's node-http-handler, and version 2's.
        "AbortError", "NetworkingError", "UnknownEndpoint",
        // OpenSSL's, as Node names them.
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "DEPTH_ZERO_SELF_SIGNED_CERT",
        "SELF_SIGNED_CERT_IN_CHAIN", "CERT_HAS_EXPIRED", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        // Ruby.
        "NetworkingError", "TruncatedBodyError",
        // Java: the client's time limits, and what comes through from below.
        "ApiCallTimeoutException", "ApiCallAttemptTimeoutException", "RetryableException",
        "SocketTimeoutException", "ConnectException", "UnknownHostException", "SSLException",
        "SSLHandshakeException", "NonRetryableException",
    ]

    /// Go's `RequestSendError`, and Java's `SdkClientException` for whatever HTTP client.
    private static let phrases = ["request send failed", "Unable to execute HTTP request"]

    /// Node's errors of the system and of its own network modules: ECONNREFUSED, ERR_HTTP2_ERROR.
    private static func isSystemError(_ code: String) -> Bool {
        guard code.utf8.first == UInt8(ascii: "E"), code.utf8.count > 3 else { return false }
        let isName = code.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39, UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isName else { return false }
        // ERR_INVALID_ARG_TYPE and the like are a program's faults.
        return !code.hasPrefix("ERR_")
            || ["ERR_HTTP", "ERR_SSL", "ERR_TLS", "ERR_SOCKET"].contains { code.hasPrefix($0) }
    }
}
