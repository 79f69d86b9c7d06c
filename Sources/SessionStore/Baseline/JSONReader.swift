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
    mutating func members(
        _ what: String, _ body: (inout JSONReader, String) throws -> Bool
    ) throws {
        scanner.skipBlanks()
        guard scanner.take("{") else { throw problem("\(what) is no JSON object") }
        scanner.skipBlanks()
        if scanner.take("}") { return }
        repeat {
            scanner.skipBlanks()
            guard let name = string() else { throw problem("it is no JSON") }
            scanner.skipBlanks()
            guard scanner.take(":") else { throw problem("it is no JSON") }
            if try !body(&self, name) { try pass(depth: 0) }
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take("}") else { throw problem("it is no JSON") }
    }

    /// Calls `body` with the reader before each element.
    mutating func elements(_ what: String, _ body: (inout JSONReader) throws -> Void) throws {
        scanner.skipBlanks()
        guard scanner.take("[") else { throw problem("\(what) is no JSON array") }
        scanner.skipBlanks()
        if scanner.take("]") { return }
        repeat {
            scanner.skipBlanks()
            try body(&self)
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take("]") else { throw problem("it is no JSON") }
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
        let digits = String(decoding: number.bytes(in: bytes), as: UTF8.self)
        guard !scanner.isAtEnd else { throw problem("") }
        guard let value = Int64(digits), range.contains(value) else {
            throw problem("\(what) cannot be \(digits.prefix(32))", at: start)
        }
        return value
    }

    mutating func optionalInteger(
        _ what: String, in range: ClosedRange<Int64>
    ) throws(Problem) -> Int64? {
        try takeNull() ? nil : try integer(what, in: range)
    }

    private mutating func takeNull() throws(Problem) -> Bool {
        scanner.skipBlanks()
        guard scanner.byte == UInt8(ascii: "n") else { return false }
        guard scanner.literal() != nil else { throw problem("it is no JSON") }
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
            guard scanner.string() != nil else { throw problem("it is no JSON") }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard scanner.literal() != nil else { throw problem("it is no JSON") }
        default:
            guard scanner.number() != nil else { throw problem("it is no JSON") }
        }
    }
}
