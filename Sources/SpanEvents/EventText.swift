import CSMEvents

/// The bytes of an event, a member at a time: compact JSON.
struct EventText {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    private mutating func name(_ name: String) {
        if bytes.count > 1, bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        JSONText.append(text, to: &bytes)
    }

    mutating func add(_ name: String, _ number: (some BinaryInteger)?) {
        guard let number else { return }
        self.name(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func open(_ name: String) {
        self.name(name)
        bytes.append(UInt8(ascii: "{"))
    }

    mutating func close() { bytes.append(UInt8(ascii: "}")) }
}
