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
        let start = output.count
        // Members or elements; empty where a later one has the name, as at the top of the event.
        var parts: [[UInt8]] = []
        var places: [String: Int] = [:]
        var isFirst = true
        while true {
            scanner.skipBlanks()
            if scanner.take(isObject ? "}" : "]") { break }
            guard isFirst || scanner.take(",") else { return false }
            isFirst = false
            scanner.skipBlanks()
            let name = isObject ? copyName() : .element
            guard let name, copyValue(depth: depth + 1) else { return false }
            let part = Array(output[start...])
            output.removeSubrange(start...)
            switch name {
            case .element: break
            case .secret: continue
            case .member(let name):
                if let earlier = places.updateValue(parts.count, forKey: name) {
                    parts[earlier] = []
                }
            }
            parts.append(part)
        }
        output.append(UInt8(ascii: isObject ? "{" : "["))
        output.append(
            contentsOf: parts.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: ",")]))
        output.append(UInt8(ascii: isObject ? "}" : "]"))
        return true
    }

    private enum Name {
        /// None, for it is in an array.
        case element
        /// Of what is not sent.
        case secret
        /// As it is sent, but in lower case.
        case member(String)
    }

    /// `nil` where there is no name.
    private mutating func copyName() -> Name? {
        guard let name = scanner.string() else { return nil }
        ValueText.append(name, of: scanner.bytes, to: &output)
        scanner.skipBlanks()
        guard scanner.take(":") else { return nil }
        output.append(UInt8(ascii: ":"))
        scanner.skipBlanks()
        let text = name.text(in: scanner.bytes) ?? ""
        return SecretName.matches(text)
            ? .secret : .member(SecretText.masked(text).lowercased())
    }

    private mutating func copyScalar() -> Bool {
        guard let value = scanner.scalar() else { return false }
        ValueText.append(.scalar(value), of: scanner.bytes, for: nil, to: &output)
        return true
    }
}
