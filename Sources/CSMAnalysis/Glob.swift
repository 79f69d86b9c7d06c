/// A pattern for text: `*` is any text, `?` any one character.
public struct Glob: Sendable, Hashable {
    private let pattern: [Unicode.Scalar]
    private let ignoresSpaces: Bool

    /// Case does not matter; with `ignoringSpaces` spaces do not either.
    public init(_ pattern: String, ignoringSpaces: Bool = false) {
        ignoresSpaces = ignoringSpaces
        self.pattern = Self.normalized(pattern, ignoringSpaces)
    }

    public func matches(_ text: String) -> Bool {
        matches(Self.normalized(text, ignoresSpaces))
    }

    private static func normalized(_ text: String, _ ignoringSpaces: Bool) -> [Unicode.Scalar] {
        text.lowercased().unicodeScalars.filter { !ignoringSpaces || $0 != " " }
    }

    /// Goes back to the last `*` only, which is enough, so time is at most length × length.
    private func matches(_ text: [Unicode.Scalar]) -> Bool {
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
