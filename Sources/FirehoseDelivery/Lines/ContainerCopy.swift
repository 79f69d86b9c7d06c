import CSMEvents

/// Copies an array or an object without blanks, in valid UTF-8, and without session tokens.
struct ContainerCopy {
    /// Readers of a line give up on deeper ones, and with them on all of a record's lines.
    private static let deepest = 100

    private var scanner: JSONScanner
    private var output: [UInt8] = []

    /// Appends the copy; false, and nothing, for one that is nested too deeply.
    static func append(
        _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
    ) -> Bool {
        var copy = ContainerCopy(scanner: JSONScanner(bytes))
        guard copy.copyValue(depth: 0) else { return false }
        output.append(contentsOf: copy.output)
        return true
    }

    private mutating func copyValue(depth: Int) -> Bool {
        let isObject = scanner.take("{")
        guard isObject || scanner.take("[") else { return copyScalar() }
        guard depth < Self.deepest else { return false }
        output.append(UInt8(ascii: isObject ? "{" : "["))
        // Members in the copy, and in what is copied.
        var (written, read) = (0, 0)
        while true {
            scanner.skipBlanks()
            if scanner.take(isObject ? "}" : "]") { break }
            if read > 0 {
                guard scanner.take(",") else { return false }
                scanner.skipBlanks()
            }
            read += 1
            let end = output.count
            if written > 0 { output.append(UInt8(ascii: ",")) }
            guard let isSecret = isObject ? copyName() : false, copyValue(depth: depth + 1) else {
                return false
            }
            if isSecret { output.removeSubrange(end...) } else { written += 1 }
        }
        output.append(UInt8(ascii: isObject ? "}" : "]"))
        return true
    }

    /// Whether the member is one that is not sent; `nil` where there is no name.
    private mutating func copyName() -> Bool? {
        guard let name = scanner.string() else { return nil }
        ValueText.append(name, of: scanner.bytes, to: &output)
        scanner.skipBlanks()
        guard scanner.take(":") else { return nil }
        output.append(UInt8(ascii: ":"))
        scanner.skipBlanks()
        return TokenName.matches(name.text(in: scanner.bytes)?.lowercased() ?? "")
    }

    private mutating func copyScalar() -> Bool {
        guard let value = scanner.scalar() else { return false }
        ValueText.append(.scalar(value), of: scanner.bytes, for: nil, to: &output)
        return true
    }
}
