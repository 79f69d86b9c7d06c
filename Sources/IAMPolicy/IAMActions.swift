/// The IAM actions that operations need, by the published service authorization reference.
///
/// The table is made by `generate-iam-actions`, beside this file, which says where each comes from.
/// What is not in it is not known.
public enum IAMActions {
    private typealias Block = (prefix: Substring, id: Substring, words: Substring)

    /// Where each service's part of the table is, by its key; read when first asked for.
    private static let blocks: [String: Block] = {
        var blocks: [String: Block] = [:]
        var heading: (prefix: Substring, id: Substring, end: String.Index)?
        func close(at end: String.Index) {
            guard let heading else { return }
            blocks[key(heading.id)] = (heading.prefix, heading.id, text[heading.end..<end])
        }
        for line in text.utf8.split(separator: 0x0A) where line.first != 0x20 {
            close(at: line.startIndex)
            let parts = Substring(line).split(separator: " ", maxSplits: 1)
            heading = parts.count == 2 ? (parts[0], parts[1], line.endIndex) : nil
        }
        close(at: text.endIndex)
        return blocks
    }()

    /// Letters and digits in lower case: JavaScript's SDK drops the spaces.
    private static func key(_ service: some StringProtocol) -> String {
        service.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The service of that id; `nil` for an unknown one.
    public static func service(_ id: String) -> ServiceActions? {
        blocks[key(id)].map { ServiceActions(prefix: $0.prefix, id: $0.id, words: $0.words) }
    }

    /// The ids of all services, sorted.
    static var services: [String] { blocks.values.map { String($0.id) }.sorted() }
}
