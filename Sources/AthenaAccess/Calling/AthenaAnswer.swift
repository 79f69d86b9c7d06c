import FoundationEssentials

/// What a call that was taken came to.
enum AthenaAnswer: Equatable {
    case started(id: String)
    case status(QueryStatus)
    case page(ResultPage)
    case stopped

    /// Of a 200's body; `nil` if it is cut, or lacks what is needed.
    init?(to call: AthenaCall, _ body: [UInt8]) {
        func decoded<T: Decodable>(_ type: T.Type) -> T? {
            try? JSONDecoder().decode(type, from: Data(body))
        }
        switch call {
        case .start:
            guard let id = decoded(Started.self)?.id, Self.isID(id) else { return nil }
            self = .started(id: id)
        case .status:
            guard let status = decoded(QueryStatus.self) else { return nil }
            self = .status(status)
        case .page:
            guard let page = decoded(ResultPage.self) else { return nil }
            self = .page(page)
        case .stop: self = .stopped
        }
    }

    /// Source: `QueryExecutionId` in the Athena API reference.
    private static func isID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && !text.contains(where: \.isWhitespace)
    }

    private struct Started: Decodable {
        let id: String

        private enum CodingKeys: String, CodingKey {
            case id = "QueryExecutionId"
        }
    }
}
