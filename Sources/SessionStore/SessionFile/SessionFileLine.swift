import CSMEvents

/// A line of a session file after the first: one datagram.
enum SessionFileLine {
    /// The datagram of a line.
    enum Bytes {
        /// Within the line itself.
        case event(Range<Int>)
        case decoded([UInt8])
    }

    // MARK: Writing

    static func write(_ event: StoredEvent, isObject: Bool, to output: ByteWriter) throws {
        try output.write("{\"t_us\":")
        try output.write(event.arrival)
        try output.write(",\"port\":")
        try output.write(Int64(event.port))
        if isObject, isPlain(event.bytes) {
            try output.write(",\"event\":")
            try output.write(event.bytes)
            try output.write("}\n")
        } else {
            try output.write(",\"bytes_base64\":\"")
            try output.write(Base64.encoded(event.bytes))
            try output.write("\"}\n")
        }
    }

    /// Whether a JSON object's bytes can stand in the line: on one line, without outer blanks, in
    /// valid UTF-8.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.first == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}")
            && !bytes.contains { $0 == 0x0A || $0 == 0x0D }
            && (try? UTF8Span(validating: bytes.span)) != nil
    }

    // MARK: Reading

    /// No session lasts longer, in microseconds: 285 years.
    static let latestArrival: Int64 = 1 << 53

    /// What a line says: when the datagram came, from which port, and where its bytes are.
    ///
    /// `nil` where it is no such line. Whether an `event` is one JSON object is not checked here.
    static func read(
        _ line: UnsafeBufferPointer<UInt8>
    ) -> (arrival: Int64, port: UInt16, bytes: Bytes)? {
        var scanner = JSONScanner(line)
        scanner.skipBlanks()
        guard scanner.take("{"), let arrival = number("t_us", &scanner),
            (0...latestArrival).contains(arrival), scanner.take(","),
            let port = number("port", &scanner).flatMap({ UInt16(exactly: $0) }),
            scanner.take(",")
        else { return nil }
        scanner.skipBlanks()
        guard let name = scanner.string()?.bytes(in: line) else { return nil }
        scanner.skipBlanks()
        guard scanner.take(":") else { return nil }
        scanner.skipBlanks()
        if name.elementsEqual("event".utf8) {
            var end = line.count
            while end > scanner.position, isBlank(line[end - 1]) { end -= 1 }
            guard end > scanner.position, line[end - 1] == UInt8(ascii: "}") else { return nil }
            end -= 1
            while end > scanner.position, isBlank(line[end - 1]) { end -= 1 }
            return (arrival, port, .event(scanner.position..<end))
        }
        guard name.elementsEqual("bytes_base64".utf8), let text = scanner.string(),
            let bytes = Base64.decoded(text.bytes(in: line))
        else { return nil }
        scanner.skipBlanks()
        guard scanner.take("}") else { return nil }
        scanner.skipBlanks()
        return scanner.isAtEnd ? (arrival, port, .decoded(bytes)) : nil
    }

    /// A member of that name, a whole number.
    private static func number(_ name: StaticString, _ scanner: inout JSONScanner) -> Int64? {
        scanner.skipBlanks()
        guard let own = scanner.string()?.bytes(in: scanner.bytes),
            own.elementsEqual(
                UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        else { return nil }
        scanner.skipBlanks()
        guard scanner.take(":") else { return nil }
        scanner.skipBlanks()
        guard let digits = scanner.number()?.bytes(in: scanner.bytes) else { return nil }
        scanner.skipBlanks()
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }
}
