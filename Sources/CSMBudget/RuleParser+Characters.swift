/// Going through the line.
extension RuleParser {
    var isAtEnd: Bool { position == characters.count }
    var peek: Character? { isAtEnd ? nil : characters[position] }

    /// Behind the last character that is no blank.
    var end: Int {
        (characters.lastIndex { !$0.isWhitespace } ?? -1) + 1
    }

    mutating func skipBlanks() {
        while let character = peek, character.isWhitespace { position += 1 }
    }

    mutating func take(_ character: Character) -> Bool {
        guard peek == character else { return false }
        position += 1
        return true
    }

    /// Takes a word with blanks, a colon or nothing behind it.
    mutating func takeWord(_ word: String) -> Bool {
        skipBlanks()
        let end = position + word.count
        guard end <= characters.count, text(position..<end) == word,
            end == characters.count || characters[end].isWhitespace || characters[end] == ":"
                || characters[end] == ">"
        else { return false }
        position = end
        return true
    }

    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, characters[start].isWhitespace { start += 1 }
        while end > start, characters[end - 1].isWhitespace { end -= 1 }
        return start..<end
    }

    func text(_ range: Range<Int>) -> String { String(characters[range]) }

    /// How many bytes of the line stand before a character.
    func bytes(_ position: Int) -> Int {
        characters[..<position].reduce(hasByteOrderMark ? 3 : 0) { $0 + String($1).utf8.count }
    }

    func problem(_ sentence: String, at position: Int) -> BudgetProblem {
        // What is missing at the end is missing before the blanks of a comment.
        BudgetProblem(place: place, column: min(position, end) + 1, sentence: sentence)
    }
}
