import CSMEvents

/// Walks through the objects and arrays of a JSON text.
struct JSONReader {
    private var scanner: JSONScanner

    private static let notJSON = OTLPError.damaged("it is no JSON of the expected form")

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        scanner = JSONScanner(bytes)
        scanner.skipBlanksAndByteOrderMarks()
    }

    mutating func finish() throws(OTLPError) {
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.isAtEnd else { throw Self.notJSON }
    }

    mutating func skip() throws(OTLPError) {
        guard scanner.skipValue() else { throw Self.notJSON }
    }

    /// Calls `member` for each member of an object, the cursor on its value, which it must take.
    ///
    /// `null` has none.
    mutating func object(
        _ member: (inout JSONReader, UnsafeBufferPointer<UInt8>) throws(OTLPError) -> Void
    ) throws(OTLPError) {
        if scanner.byte == UInt8(ascii: "n") { return try skip() }
        guard scanner.take("{") else { throw Self.notJSON }
        scanner.skipBlanks()
        if scanner.take("}") { return }
        while true {
            guard let name = scanner.string() else { throw Self.notJSON }
            scanner.skipBlanks()
            guard scanner.take(":") else { throw Self.notJSON }
            scanner.skipBlanks()
            if name.hasEscapes {
                // Nobody writes names so, but they are the same names.
                let plain = Array((name.text(in: scanner.bytes, limit: 64) ?? "").utf8)
                let result = plain.withUnsafeBufferPointer { plain in
                    Result { () throws(OTLPError) in try member(&self, plain) }
                }
                try result.get()
            } else {
                try member(&self, name.bytes(in: scanner.bytes))
            }
            scanner.skipBlanks()
            if scanner.take("}") { return }
            guard scanner.take(",") else { throw Self.notJSON }
            scanner.skipBlanks()
        }
    }

    /// Calls `element` for each element of an array, the cursor on it.
    mutating func array(
        _ element: (inout JSONReader) throws(OTLPError) -> Void
    ) throws(OTLPError) {
        if scanner.byte == UInt8(ascii: "n") { return try skip() }
        guard scanner.take("[") else { throw Self.notJSON }
        scanner.skipBlanks()
        if scanner.take("]") { return }
        while true {
            try element(&self)
            scanner.skipBlanks()
            if scanner.take("]") { return }
            guard scanner.take(",") else { throw Self.notJSON }
            scanner.skipBlanks()
        }
    }

    private mutating func scalar() throws(OTLPError) -> FieldValue {
        guard let value = scanner.scalar() else { throw Self.notJSON }
        return value
    }

    /// Calls `body` with the characters of a short scalar; nobody writes escapes in one, but they
    /// are allowed.
    private mutating func characters<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws(OTLPError) -> Result {
        let slice = try scalar().text
        guard slice.hasEscapes else { return body(slice.bytes(in: scanner.bytes)) }
        var text = slice.text(in: scanner.bytes, limit: 256) ?? ""
        return text.withUTF8(body)
    }

    /// A text, a number as it is written; empty for `null`.
    mutating func text() throws(OTLPError) -> String {
        let slice = try scalar().text
        return slice.text(in: scanner.bytes, limit: WireText.limit) ?? ""
    }

    /// A whole number of 64 bits, in quotes or bare; 0 where it is none.
    mutating func integer() throws(OTLPError) -> Int64 {
        let value = try scalar()
        let digits = value.text.bytes(in: scanner.bytes)
        // Nanoseconds are beyond what a double holds.
        if digits.count <= 20, let number = Int64(String(decoding: digits, as: UTF8.self)) {
            return number
        }
        return value.integer(in: scanner.bytes) ?? 0
    }

    /// The number of an enumeration, which may stand as its name; 0 where it is none of them.
    mutating func code(of names: [String]) throws(OTLPError) -> UInt8 {
        let value = try scalar()
        if let number = value.integer(in: scanner.bytes) { return UInt8(clamping: number) }
        let text = value.text.text(in: scanner.bytes, limit: 64)
        return UInt8(clamping: names.firstIndex { $0 == text } ?? 0)
    }

    mutating func unsigned() throws(OTLPError) -> UInt64 {
        try characters { digits in
            digits.count <= 20 ? UInt64(String(decoding: digits, as: UTF8.self)) ?? 0 : 0
        }
    }

    mutating func double() throws(OTLPError) -> Double {
        try characters { digits in
            digits.count <= 64 ? Double(String(decoding: digits, as: UTF8.self)) ?? 0 : 0
        }
    }

    mutating func boolean() throws(OTLPError) -> Bool {
        try characters { $0.elementsEqual("true".utf8) }
    }

    /// An id in hexadecimal digits, as words of 64 bits; empty where it is none.
    mutating func id() throws(OTLPError) -> [UInt64] {
        try characters { digits in
            guard digits.count == 16 || digits.count == 32 else { return [] }
            var words: [UInt64] = []
            for start in stride(from: 0, to: digits.count, by: 16) {
                let word = String(decoding: digits[start..<start + 16], as: UTF8.self)
                guard !word.hasPrefix("+"), let number = UInt64(word, radix: 16) else { return [] }
                words.append(number)
            }
            return words
        }
    }

    /// The place of a text among `names`.
    mutating func index(in names: AttributeNames) throws(OTLPError) -> Int? {
        let slice = try scalar().text
        guard slice.hasEscapes else { return names.index(of: slice.bytes(in: scanner.bytes)) }
        var text = slice.text(in: scanner.bytes) ?? ""
        return text.withUTF8 { names.index(of: $0) }
    }
}
