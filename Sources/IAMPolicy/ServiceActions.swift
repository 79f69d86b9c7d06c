/// The operations of one service, with what they need.
public struct ServiceActions: Sendable {
    /// What actions of the service begin with; `-` where none is known.
    public let prefix: String
    /// The service id, as botocore's model has it.
    public let id: String
    /// What stands behind an operation's name in the table.
    private let definitions: [Substring: Substring]

    /// Reads a service's part of the table, from the line after that with its prefix and id.
    init(prefix: Substring, id: Substring, words: Substring) {
        self.prefix = String(prefix)
        self.id = String(id)
        var definitions: [Substring: Substring] = [:]
        for word in Self.words(words) {
            let end = word.firstIndex { $0 == "=" || $0 == "?" } ?? word.endIndex
            definitions[word[..<end]] = word[end...]
        }
        self.definitions = definitions
    }

    /// What the operation needs; `nil` where that is not known.
    public func needs(of api: String) -> OperationNeeds? {
        for name in [api[...], Self.withoutDate(api)] {
            if let definition = definitions[name] {
                return OperationNeeds(definition, of: name, prefix: prefix[...])
            }
        }
        return nil
    }

    /// All operations that the table has, in no order.
    var operations: [String] { definitions.keys.map(String.init) }

    /// Words between blanks and line ends; one that ends with a comma or a question mark goes on.
    private static func words(_ text: Substring) -> [Substring] {
        var words: [Substring] = []
        for piece in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
            if let last = words.last, last.hasSuffix(",") || last.hasSuffix("?") {
                words[words.count - 1] = last + Substring(piece)
            } else {
                words.append(Substring(piece))
            }
        }
        return words
    }

    /// The name without the API's version, which CloudFront's operations have on the wire:
    /// `GetDistribution2020_05_31`.
    private static func withoutDate(_ api: String) -> Substring {
        let form = Array("0000_00_00".utf8)
        let end = api.utf8.suffix(form.count)
        let hasDate =
            end.count == form.count
            && zip(end, form).allSatisfy { $1 == 0x5F ? $0 == 0x5F : (0x30...0x39).contains($0) }
        return hasDate ? api[..<end.startIndex] : api[...]
    }
}
