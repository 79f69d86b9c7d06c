import CSMEvents

/// What a span adds to the event that CSM sent of the same call.
enum EventMembers {
    /// The resource, which CSM never tells, and the ids.
    static let ofCall = ["Resource", "Otel"]
    static let ofAttempt = ["Resource"]

    /// `event` with these members of `span`, which is one of our own making; as it is where there is
    /// no room for them.
    static func joined(
        _ event: UnsafeBufferPointer<UInt8>, _ members: [String],
        of span: UnsafeBufferPointer<UInt8>
    ) -> [UInt8] {
        var bytes = Array(event)
        while let last = bytes.last, last != UInt8(ascii: "}") { bytes.removeLast() }
        bytes.removeLast(min(1, bytes.count))
        var scanner = JSONScanner(span)
        _ = scanner.take("{")
        while let name = scanner.string(), scanner.take(":") {
            let start = scanner.position
            guard scanner.skipValue() else { break }
            if members.contains(name.text(in: span) ?? "") {
                bytes.append(UInt8(ascii: ","))
                bytes += span[(start - Int(name.count) - 3)..<scanner.position]
            }
            _ = scanner.take(",")
        }
        bytes.append(UInt8(ascii: "}"))
        // A longer one could not be read again.
        return bytes.count <= SessionFile.longestDatagram ? bytes : Array(event)
    }
}
