/// What names a pushed session: its id, or how that begins, in any case.
public struct SessionReference: Sendable, Hashable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public func matches(_ id: String) -> Bool {
        id.lowercased().hasPrefix(text.lowercased())
    }

    /// Ranges, which the statistics of Parquet's row groups can answer: an id has no character behind
    /// `z`.
    ///
    /// Ids that csm-record makes have small letters, others are as they were imported.
    var condition: String {
        var spellings = [text]
        for spelling in [text.lowercased(), text.uppercased()] where !spellings.contains(spelling) {
            spellings.append(spelling)
        }
        return spellings.map {
            "sessionid BETWEEN \(SQLText.literal($0)) AND \(SQLText.literal($0 + "~"))"
        }.joined(separator: " OR ")
    }
}
