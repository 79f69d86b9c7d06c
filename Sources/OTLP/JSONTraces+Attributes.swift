extension JSONTraces {
    /// Adds those of an array of `KeyValue`s that are wanted.
    func addAttributes(
        _ reader: inout JSONReader, to attributes: inout Attributes
    ) throws(OTLPError) {
        try reader.array { (reader) throws(OTLPError) in
            var name: Int?
            var value: AttributeValue?
            try reader.object { (reader, member) throws(OTLPError) in
                if member.elementsEqual("key".utf8) {
                    name = try reader.index(in: names)
                } else if member.elementsEqual("value".utf8) {
                    value = try self.value(&reader, isInArray: false)
                } else {
                    try reader.skip()
                }
            }
            if let name { attributes[name] = value }
        }
    }

    /// The value of an `AnyValue`; `nil` for what is not kept.
    private func value(
        _ reader: inout JSONReader, isInArray: Bool
    ) throws(OTLPError) -> AttributeValue? {
        var result: AttributeValue?
        try reader.object { (reader, name) throws(OTLPError) in
            switch String(decoding: name.prefix(16), as: UTF8.self) {
            case "stringValue", "string_value": result = .text(try reader.text())
            case "intValue", "int_value": result = .integer(try reader.integer())
            case "doubleValue", "double_value": result = .double(try reader.double())
            case "boolValue", "bool_value": result = .boolean(try reader.boolean())
            // An array in an array is not looked into: the depth stays fixed.
            case "arrayValue" where !isInArray, "array_value" where !isInArray:
                result = .texts(try texts(&reader))
            default: try reader.skip()
            }
        }
        return result
    }

    private func texts(_ reader: inout JSONReader) throws(OTLPError) -> [String] {
        var texts: [String] = []
        try reader.object { (reader, name) throws(OTLPError) in
            guard name.elementsEqual("values".utf8) else { return try reader.skip() }
            try reader.array { (reader) throws(OTLPError) in
                let item = try value(&reader, isInArray: true)
                guard texts.count < WireText.mostTexts, case .text(let text) = item else { return }
                texts.append(text)
            }
        }
        return texts
    }
}
