extension JSONTraces {
    /// Adds those of an array of `KeyValue`s that are wanted.
    func addAttributes(
        _ reader: inout JSONReader, to attributes: inout Attributes
    ) throws(OTLPError) {
        try reader.array { (reader) throws(OTLPError) in
            // The value may stand before its name.
            var name: Int?
            var value = Value.none
            try reader.object { (reader, member) throws(OTLPError) in
                if member.elementsEqual("key".utf8) {
                    name = try reader.index(in: names)
                } else if member.elementsEqual("value".utf8) {
                    value = try self.value(&reader, isInArray: false)
                } else {
                    try reader.skip()
                }
            }
            guard let name else { return }
            switch value {
            case .none: break
            case .text(let text): attributes.add(name, text: text)
            case .integer(let number): attributes.add(name, integer: number)
            case .double(let number): attributes.add(name, double: number)
            case .boolean(let flag): attributes.add(name, boolean: flag)
            }
        }
    }

    private enum Value {
        case none
        case text(String)
        case integer(Int64)
        case double(Double)
        case boolean(Bool)
    }

    /// The value of an `AnyValue`; of an array its texts, with commas between.
    private func value(_ reader: inout JSONReader, isInArray: Bool) throws(OTLPError) -> Value {
        var result = Value.none
        try reader.object { (reader, name) throws(OTLPError) in
            switch String(decoding: name.prefix(16), as: UTF8.self) {
            case "stringValue", "string_value": result = .text(try reader.text())
            case "intValue", "int_value": result = .integer(try reader.integer())
            case "doubleValue", "double_value": result = .double(try reader.double())
            case "boolValue", "bool_value": result = .boolean(try reader.boolean())
            // An array in an array is not looked into: the depth stays fixed.
            case "arrayValue" where !isInArray, "array_value" where !isInArray:
                result = try texts(&reader).map { .text($0) } ?? .none
            default: try reader.skip()
            }
        }
        return result
    }

    private func texts(_ reader: inout JSONReader) throws(OTLPError) -> String? {
        var texts: [String] = []
        try reader.object { (reader, name) throws(OTLPError) in
            guard name.elementsEqual("values".utf8) else { return try reader.skip() }
            try reader.array { (reader) throws(OTLPError) in
                let item = try value(&reader, isInArray: true)
                guard texts.count < WireText.mostTexts, case .text(let text) = item else { return }
                texts.append(text)
            }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ",")
    }
}
