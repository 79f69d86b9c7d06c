import CSMEvents

/// Writes an event's values as a line has them.
enum ValueText {
    /// More digits than this no number of anybody's has, and a reader of the line may refuse.
    private static let longestNumber = 64

    /// Appends a value as its column's type, or as it is where it has no column.
    static func append(
        _ value: MemberValue, of datagram: UnsafeBufferPointer<UInt8>, for kind: EventColumn.Kind?,
        to output: inout [UInt8]
    ) {
        switch (value, kind) {
        case (.scalar(.null), _), (.container, .integer), (.scalar(.container), _),
            (.scalar(.boolean), .integer):
            appendNull(to: &output)
        case (.scalar(let scalar), .integer):
            if let number = scalar.integer(in: datagram) {
                output.append(contentsOf: String(number).utf8)
            } else {
                appendNull(to: &output)
            }
        case (.scalar(.text(let slice)), _): append(slice, of: datagram, to: &output)
        case (.scalar(.number(let slice)), nil) where slice.count <= longestNumber,
            (.scalar(.boolean(let slice)), nil):
            output.append(contentsOf: slice.bytes(in: datagram))
        case (.scalar(.number(let slice)), _), (.scalar(.boolean(let slice)), .text):
            append(slice, of: datagram, to: &output)
        case (.container(let range), let kind):
            appendContainer(datagram[range], asText: kind == .text, to: &output)
        }
    }

    static func appendNull(to output: inout [UInt8]) {
        output.append(contentsOf: "null".utf8)
    }

    /// Appends a text with its quotes, what is no Unicode as U+FFFD, and secrets masked.
    static func append(
        _ slice: TextSlice, of datagram: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
    ) {
        let raw = slice.bytes(in: datagram)
        if !slice.hasEscapes, raw.allSatisfy({ $0 < 0x80 }) {
            output.append(UInt8(ascii: "\""))
            let start = output.count
            output.append(contentsOf: raw)
            SecretText.mask(&output, from: start)
            output.append(UInt8(ascii: "\""))
        } else {
            // Decoded, for what is escaped here is no escape in the text.
            JSONText.append(SecretText.masked(slice.text(in: datagram) ?? ""), to: &output)
        }
    }

    private static func appendContainer(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, asText: Bool, to output: inout [UInt8]
    ) {
        var copy: [UInt8] = []
        guard ContainerCopy.append(UnsafeBufferPointer(rebasing: bytes), to: &copy) else {
            return appendNull(to: &output)
        }
        if asText {
            JSONText.append(String(decoding: copy, as: UTF8.self), to: &output)
        } else {
            output.append(contentsOf: copy)
        }
    }
}
