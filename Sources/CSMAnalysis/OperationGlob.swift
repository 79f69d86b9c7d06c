/// A pattern for operations: `DynamoDB.GetItem`, `S3.*`, `cloudwatchlogs.put*`.
///
/// Spaces and case do not matter; `*` is any text, `?` any one character. A pattern without a dot
/// names services.
public struct OperationGlob: Sendable {
    private let service: [Unicode.Scalar]
    private let api: [Unicode.Scalar]

    public init(_ pattern: String) {
        let parts = pattern.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        service = Self.normalized(String(parts[0]))
        api = parts.count > 1 ? Self.normalized(String(parts[1])) : ["*"]
    }

    public func matches(service: String, api: String) -> Bool {
        Self.matches(self.service, Self.normalized(service))
            && Self.matches(self.api, Self.normalized(api))
    }

    private static func normalized(_ text: String) -> [Unicode.Scalar] {
        text.lowercased().unicodeScalars.filter { $0 != " " }
    }

    /// Goes back to the last `*` only, which is enough, so time is at most length × length.
    private static func matches(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
        var position = 0
        var index = 0
        var star: (pattern: Int, text: Int)?
        while index < text.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < pattern.count,
                pattern[position] == "?" || pattern[position] == text[index]
            {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                position = last.pattern + 1
                index = last.text + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
