import CSMEvents

/// Takes values out of a JSON document one after another, each checked when it is taken.
struct JSONReader {
    /// What is wrong, and where: a byte's place.
    struct Problem: Error {
        let position: Int
        let reason: String
    }

    private var scanner: JSONScanner
    /// No document of ours nests deeper than 5; more is not worth a stack.
    private static let deepest = 32

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        scanner = JSONScanner(bytes)
        scanner.skipBlanksAndByteOrderMarks()
    }

    var position: Int { scanner.position }

    func problem(_ reason: String, at position: Int? = nil) -> Problem {
        Problem(
            position: position ?? scanner.position,
            reason: position == nil && scanner.isAtEnd ? "the file was cut here" : reason)
    }

    /// Throws unless nothing but blanks is left.
    mutating func end() throws(Problem) {
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw problem("here is more than one JSON document") }
    }

    /// Calls `body` with the name of each member, the reader before its value; false where it did
    /// not take the value, which is passed over.
    ///
    /// One of the `required` names that is missing is a problem: a misspelt one would count as 0.
    mutating func members(
        _ what: String, required: [String] = [],
        _ body: (inout JSONReader, String) throws -> Bool
    ) throws {
        scanner.skipBlanks()
        let start = position
        var missing = required
        guard scanner.take("{") else { throw problem("\(what) is not a JSON object") }
        scanner.skipBlanks()
        var isOver = scanner.take("}")
        while !isOver {
            scanner.skipBlanks()
            guard let name = string() else { throw problem("it is not valid JSON") }
            scanner.skipBlanks()
            guard scanner.take(":") else { throw problem("it is not valid JSON") }
            missing.removeAll { $0 == name }
            if try !body(&self, name) { try pass(depth: 0) }
            scanner.skipBlanks()
            if scanner.take(",") { continue }
            guard scanner.take("}") else { throw problem("it is not valid JSON") }
            isOver = true
        }
        if let first = missing.first { throw problem("\(what) has no \(first)", at: start) }
    }

    /// Calls `body` with the reader before each element.
    mutating func elements(_ what: String, _ body: (inout JSONReader) throws -> Void) throws {
        scanner.skipBlanks()
        guard scanner.take("[") else { throw problem("\(what) is not a JSON array") }
        scanner.skipBlanks()
        if scanner.take("]") { return }
        repeat {
            scanner.skipBlanks()
            try body(&self)
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take("]") else { throw problem("it is not valid JSON") }
    }

    /// A text of at most `limit` bytes.
    mutating func text(_ what: String, limit: Int) throws(Problem) -> String {
        scanner.skipBlanks()
        let start = scanner.position
        guard let text = string() else { throw problem("\(what) is no text") }
        guard text.utf8.count <= limit else { throw problem("\(what) is too long", at: start) }
        return text
    }

    mutating func optionalText(_ what: String, limit: Int) throws(Problem) -> String? {
        try takeNull() ? nil : try text(what, limit: limit)
    }

    mutating func integer(_ what: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64 {
        scanner.skipBlanks()
        let start = scanner.position
        let bytes = scanner.bytes
        guard let number = scanner.number() else { throw problem("\(what) is no number") }
        guard !scanner.isAtEnd else { throw problem("") }
        let digits = number.bytes(in: bytes)
        guard let value = Self.value(of: digits), range.contains(value) else {
            let text = String(decoding: digits.prefix(32), as: UTF8.self)
            throw problem("\(what) cannot be \(text)", at: start)
        }
        return value
    }

    /// `nil` for what is no whole number from 0 on, or too large.
    private static func value(of digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return value
    }

    /// An array of two numbers.
    mutating func pair(
        _ what: String, in first: ClosedRange<Int64>, _ second: ClosedRange<Int64>
    ) throws(Problem) -> (Int, Int) {
        scanner.skipBlanks()
        let start = scanner.position
        guard scanner.take("[") else { throw problem("\(what) is no pair of numbers") }
        let one = try integer(what, in: first)
        scanner.skipBlanks()
        guard scanner.take(",") else { throw notAPair(what, start) }
        let other = try integer(what, in: second)
        scanner.skipBlanks()
        guard scanner.take("]") else { throw notAPair(what, start) }
        return (Int(one), Int(other))
    }

    private func notAPair(_ what: String, _ start: Int) -> Problem {
        problem("\(what) is no pair of numbers", at: scanner.isAtEnd ? nil : start)
    }

    mutating func optionalInteger(
        _ what: String, in range: ClosedRange<Int64>
    ) throws(Problem) -> Int64? {
        try takeNull() ? nil : try integer(what, in: range)
    }

    private mutating func takeNull() throws(Problem) -> Bool {
        scanner.skipBlanks()
        guard scanner.byte == UInt8(ascii: "n") else { return false }
        guard scanner.literal() != nil else { throw problem("it is not valid JSON") }
        return true
    }

    private mutating func string() -> String? {
        let bytes = scanner.bytes
        return scanner.string()?.text(in: bytes)
    }

    /// Passes over a value of any kind.
    private mutating func pass(depth: Int) throws {
        guard depth < Self.deepest else { throw problem("it nests too deeply") }
        scanner.skipBlanks()
        switch scanner.byte {
        case UInt8(ascii: "{"):
            try members("") { reader, _ in
                try reader.pass(depth: depth + 1)
                return true
            }
        case UInt8(ascii: "["): try elements("") { try $0.pass(depth: depth + 1) }
        case UInt8(ascii: "\""):
            guard scanner.string() != nil else { throw problem("it is not valid JSON") }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard scanner.literal() != nil else { throw problem("it is not valid JSON") }
        default:
            guard scanner.number() != nil else { throw problem("it is not valid JSON") }
        }
    }
}
