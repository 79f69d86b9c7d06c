import CSMEvents

/// Attributes in OTLP's JSON encoding: what stands between the brackets of their array.
struct SpanAttributes {
    private(set) var json: [UInt8] = []

    mutating func add(_ key: String, _ text: String?) {
        guard let text else { return }
        open(key, "stringValue")
        JSONText.append(text, to: &json)
        close()
    }

    /// Whole numbers of 64 bits are texts in protobuf's JSON.
    mutating func add(_ key: String, _ number: Int64?) {
        guard let number else { return }
        open(key, "intValue")
        json.append(contentsOf: "\"\(number)\"".utf8)
        close()
    }

    mutating func add(_ key: String, texts: [String]) {
        guard !texts.isEmpty else { return }
        open(key, "arrayValue")
        json.append(contentsOf: "{\"values\":[".utf8)
        for (place, text) in texts.enumerated() {
            json.append(contentsOf: (place > 0 ? "," : "").utf8)
            json.append(contentsOf: "{\"stringValue\":".utf8)
            JSONText.append(text, to: &json)
            json.append(UInt8(ascii: "}"))
        }
        json.append(contentsOf: "]}".utf8)
        close()
    }

    mutating func add(_ key: RecordedAttribute, _ text: String?) { add(key.rawValue, text) }

    mutating func add(_ key: RecordedAttribute, _ number: Int64?) { add(key.rawValue, number) }

    mutating func add(_ other: SpanAttributes) {
        if !json.isEmpty, !other.json.isEmpty { json.append(UInt8(ascii: ",")) }
        json.append(contentsOf: other.json)
    }

    private mutating func open(_ key: String, _ type: StaticString) {
        json.append(contentsOf: (json.isEmpty ? "{\"key\":" : ",{\"key\":").utf8)
        JSONText.append(key, to: &json)
        json.append(contentsOf: ",\"value\":{\"".utf8)
        json.append(
            contentsOf: UnsafeBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount))
        json.append(contentsOf: "\":".utf8)
    }

    private mutating func close() { json.append(contentsOf: "}}".utf8) }
}
