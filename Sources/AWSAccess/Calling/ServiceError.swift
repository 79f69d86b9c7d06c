import FoundationEssentials

/// An error that a service answered with.
public struct ServiceError: Sendable, Equatable {
    public let status: Int
    /// Such as `ThrottlingException`, without a namespace or a URL; `nil` where none was sent.
    public let code: String?
    public let message: String?

    public init(status: Int, code: String?, message: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Of an answer that is no 2xx.
    ///
    /// The code stands in `x-amzn-errortype`, perhaps with `:http://…` behind it, or as `__type` in
    /// a JSON body, perhaps with `ns#` before it, or as `Code` in an XML body, or as the name
    /// of its root (AWS JSON 1.1 protocol, "Operation error serialization"; the query protocol; the
    /// 403s of what stands before a service).
    public init(_ response: HTTPResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        let xml = XMLText(response.body)
        let header = response.header("x-amzn-errortype")
        let code = [header, body?.type, body?.code, xml.element("Code"), xml.errorRoot].lazy
            .compactMap { $0.flatMap(Self.bareCode) }.first
        self.init(
            status: response.status, code: code,
            message: body?.message ?? xml.element("Message"))
    }

    /// Bytes: dummy keys are such words as `test`, which stand in any message.
    private static let leastSecret = 8

    /// The same with the message's first line alone, and without the keys that it may repeat.
    func hiding(_ keys: Credentials?, and token: String? = nil) -> ServiceError {
        func hidden(_ text: String, limit: Int) -> String {
            // By bytes: a key with an accent behind it is other Characters, and a key all the same.
            var bytes = Array(text.utf8)
            for secret in [keys?.secretAccessKey, keys?.sessionToken, keys?.accessKeyID, token] {
                if let secret, secret.utf8.count >= Self.leastSecret {
                    bytes = bytes.replacing(Array(secret.utf8), with: Array("…".utf8))
                }
            }
            return String(String(decoding: bytes, as: UTF8.self).prefix(limit))
        }
        let line = message?.split(whereSeparator: \.isNewline).first.map(String.init)
        return ServiceError(
            status: status, code: code.map { hidden($0, limit: 128) },
            message: line.map { hidden($0, limit: 512) })
    }

    private static func bareCode(_ text: String) -> String? {
        let name = text.split(separator: ":", omittingEmptySubsequences: false)[0]
        let bare = name.split(separator: "#").last.map(String.init) ?? ""
        let trimmed = bare.filter { !$0.isWhitespace }
        return trimmed.isEmpty ? nil : trimmed
    }

    private struct Body: Decodable {
        let type: String?
        let code: String?
        let message: String?

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            func text(_ names: String...) -> String? {
                names.lazy.compactMap {
                    try? members.decodeIfPresent(String.self, forKey: Key(stringValue: $0))
                }.first
            }
            type = text("__type")
            code = text("code", "Code")
            message = text("message", "Message")
        }
    }
}
