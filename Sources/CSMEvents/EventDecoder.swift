/// Reads datagrams as CSM events.
///
/// One decoder is kept and used for one datagram after another; it allocates nothing for an
/// ordinary one. Whatever the bytes, `decode` ends, in time linear to their number.
public struct EventDecoder {
    private let fields = EventFieldTable()
    private var nesting = NestingStack()

    /// Where the last datagram holds secrets, in the order of its bytes.
    ///
    /// See `Redaction`.
    public private(set) var secrets: [SecretRange] = []

    /// Where the last datagram's own `Timestamp` values stand, if these are noted.
    public private(set) var timestamps: [Range<Int>] = []
    private let notesTimestamps: Bool

    /// `notingTimestamps` is for who changes them.
    public init(notingTimestamps: Bool = false) { notesTimestamps = notingTimestamps }

    public mutating func decode(_ datagram: UnsafeBufferPointer<UInt8>) -> DecodedEvent {
        secrets.removeAll(keepingCapacity: true)
        timestamps.removeAll(keepingCapacity: true)
        if datagram.isEmpty { return DecodedEvent(level: .empty) }
        var scanner = JSONScanner(datagram)
        scanner.skipBlanksAndByteOrderMarks()
        var object = EventFields()
        guard scanObject(&scanner, into: &object) else { return undecodable(datagram) }
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.isAtEnd else { return undecodable(datagram) }
        return object.event(in: datagram)
    }

    private mutating func undecodable(_ datagram: UnsafeBufferPointer<UInt8>) -> DecodedEvent {
        secrets = SecretSearch.ranges(in: datagram)
        return DecodedEvent(level: .undecodable)
    }

    private mutating func scanObject(
        _ scanner: inout JSONScanner, into object: inout EventFields
    ) -> Bool {
        guard scanner.take("{") else { return false }
        scanner.skipBlanks()
        if scanner.take("}") { return true }
        while true {
            guard let name = scanner.string() else { return false }
            scanner.skipBlanks()
            guard scanner.take(":") else { return false }
            scanner.skipBlanks()
            let field = field(named: name, in: scanner.bytes)
            if field == .clientID, object.isEmpty { object.event.startsWithClientID = true }
            object.isEmpty = false

            let start = scanner.position
            guard let value = scanValue(&scanner, searchingSecrets: !isSecret(field)) else {
                return false
            }
            if let field {
                if notesTimestamps, field == .timestamp {
                    timestamps.append(start..<scanner.position)
                }
                noteSecret(field, value: value, at: start..<scanner.position, in: scanner.bytes)
                object.set(field, to: value, in: scanner.bytes)
            } else {
                object.noteUnknown(name, value: value, in: scanner.bytes)
            }

            scanner.skipBlanks()
            if scanner.take("}") { return true }
            guard scanner.take(",") else { return false }
            scanner.skipBlanks()
        }
    }

    private func field(
        named name: TextSlice, in datagram: UnsafeBufferPointer<UInt8>
    ) -> EventField? {
        guard name.hasEscapes else { return fields.field(named: name.bytes(in: datagram)) }
        var text = name.text(in: datagram) ?? ""
        return text.withUTF8 { fields.field(named: $0) }
    }

    // MARK: Values

    @inline(__always) private mutating func scanValue(
        _ scanner: inout JSONScanner, searchingSecrets: Bool
    ) -> FieldValue? {
        switch scanner.byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            skipContainer(&scanner, searchingSecrets: searchingSecrets) ? .container : nil
        default: scanner.scalar()
        }
    }

    /// Checks an array or an object of any depth, noting the secrets in it.
    private mutating func skipContainer(
        _ scanner: inout JSONScanner, searchingSecrets: Bool
    ) -> Bool {
        nesting.removeAll()
        // The secret whose value is the container now open, and how deep that is.
        var openSecret: (start: Int, depth: Int)?
        repeat {
            scanner.skipBlanks()
            var secretField: EventField?
            if !nesting.isEmpty, nesting.isObject {
                guard let name = scanner.string() else { return false }
                scanner.skipBlanks()
                guard scanner.take(":") else { return false }
                scanner.skipBlanks()
                if searchingSecrets, openSecret == nil {
                    let field = field(named: name, in: scanner.bytes)
                    if isSecret(field) { secretField = field }
                }
            }
            let start = scanner.position
            if scanner.take("{") {
                nesting.push(isObject: true)
            } else if scanner.take("[") {
                nesting.push(isObject: false)
            } else {
                guard let value = scanValue(&scanner, searchingSecrets: false) else { return false }
                if let secretField {
                    noteSecret(
                        secretField, value: value, at: start..<scanner.position, in: scanner.bytes)
                }
                guard endValue(&scanner, &openSecret) else { return false }
                continue
            }
            if secretField != nil { openSecret = (start, nesting.depth) }
            scanner.skipBlanks()
            if scanner.take(nesting.isObject ? "}" : "]") {
                nesting.pop()
                closeSecret(&openSecret, at: scanner.position)
                guard endValue(&scanner, &openSecret) else { return false }
            }
        } while !nesting.isEmpty
        return true
    }

    /// Behind a value inside a container: takes the comma before the next one, or as many closing
    /// brackets as there are.
    private mutating func endValue(
        _ scanner: inout JSONScanner, _ openSecret: inout (start: Int, depth: Int)?
    ) -> Bool {
        while !nesting.isEmpty {
            scanner.skipBlanks()
            if scanner.take(",") { return true }
            guard scanner.take(nesting.isObject ? "}" : "]") else { return false }
            nesting.pop()
            closeSecret(&openSecret, at: scanner.position)
        }
        return true
    }

    private mutating func closeSecret(
        _ openSecret: inout (start: Int, depth: Int)?, at end: Int
    ) {
        guard let secret = openSecret, nesting.depth < secret.depth else { return }
        secrets.append(SecretRange(range: secret.start..<end, replacement: .emptyString))
        openSecret = nil
    }

    // MARK: Secrets

    @inline(__always) private func isSecret(_ field: EventField?) -> Bool {
        field == .sessionToken || field == .accessKey
    }

    @inline(__always) private mutating func noteSecret(
        _ field: EventField, value: FieldValue, at range: Range<Int>,
        in datagram: UnsafeBufferPointer<UInt8>
    ) {
        guard isSecret(field) else { return }
        switch value {
        case .null, .boolean: break
        case .text(let slice) where field == .accessKey,
            .number(let slice) where field == .accessKey:
            if slice.isShort(in: datagram) { break }
            secrets.append(
                SecretRange(range: range, replacement: .lastCharacters(of: slice, in: datagram)))
        case .text(let slice) where slice.isEmpty: break
        case .text, .number, .container:
            secrets.append(SecretRange(range: range, replacement: .emptyString))
        }
    }
}

extension TextSlice {
    /// Whether the text has four characters or fewer.
    fileprivate func isShort(in datagram: UnsafeBufferPointer<UInt8>) -> Bool {
        if count <= 4 { return true }
        if !hasEscapes, bytes(in: datagram).allSatisfy({ $0 < 0x80 }) { return false }
        return (text(in: datagram) ?? "").unicodeScalars.count <= 4
    }
}
