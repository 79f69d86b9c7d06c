import CSMEvents

/// The bytes of an event, a member at a time: compact JSON.
struct EventText {
    /// In bytes before they are written, which makes six of one at most: an event is no longer than
    /// a datagram can be, as session files want it.
    private static let longestName = 512
    static let longestMessage = 4_096

    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(768)
        bytes.append(UInt8(ascii: "{"))
    }

    private mutating func name(_ name: StaticString) {
        if bytes[bytes.count - 1] != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func add(_ name: StaticString, _ text: ArraySlice<UInt8>?) {
        guard let text else { return }
        self.name(name)
        text.withUnsafeBufferPointer { append($0, atMost: Self.longestName) }
    }

    mutating func add(
        _ name: StaticString, _ text: String?, atMost limit: Int = EventText.longestName
    ) {
        guard var text else { return }
        self.name(name)
        text.withUTF8 { append($0, atMost: limit) }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, atMost limit: Int) {
        let text = UnsafeBufferPointer(rebasing: text.prefix(limit))
        JSONText.append(utf8: text, to: &bytes)
    }

    mutating func add(_ name: StaticString, number: Int64?) {
        guard let number else { return }
        self.name(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// An id of 64 bits or, with `high`, of 128, in hexadecimal digits.
    mutating func add(_ name: StaticString, high: UInt64? = nil, id: UInt64) {
        self.name(name)
        bytes.append(UInt8(ascii: "\""))
        if let high { appendHex(high) }
        appendHex(id)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendHex(_ number: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 15
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    mutating func open(_ name: StaticString) {
        self.name(name)
        bytes.append(UInt8(ascii: "{"))
    }

    mutating func close() { bytes.append(UInt8(ascii: "}")) }
}
