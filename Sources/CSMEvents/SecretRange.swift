/// A value that must not be stored, and what is stored in its place.
///
/// What a redaction leaves is none: no session token at all, no more than four characters of an
/// access key.
public struct SecretRange: Sendable, Equatable {
    /// The value's bytes within the datagram; of a JSON string with its quotes.
    public var range: Range<Int>
    public var replacement: Replacement

    public enum Replacement: Sendable, Equatable {
        /// Nothing at all, where the datagram is no JSON.
        case nothing
        /// `""`
        case emptyString
        /// A JSON string of these bytes, which need no escape.
        case string([UInt8])
        /// These bytes as they are, where the datagram is no JSON.
        case bytes([UInt8])

        /// An access key's last four characters.
        static func lastCharacters(
            of key: TextSlice, in datagram: UnsafeBufferPointer<UInt8>
        ) -> Replacement {
            let raw = key.bytes(in: datagram)
            if !key.hasEscapes, raw.allSatisfy({ $0 < 0x80 }) {
                return .string(Array(raw.suffix(4)))
            }
            // No AWS key looks like this. Characters are Unicode scalars here.
            let scalars = (key.text(in: datagram) ?? "").unicodeScalars
            var quoted: [UInt8] = []
            JSONText.append(String(String.UnicodeScalarView(scalars.suffix(4))), to: &quoted)
            return .string(Array(quoted.dropFirst().dropLast()))
        }
    }
}

/// Takes the secrets out of a datagram's bytes.
public enum Redaction {
    /// Appends `datagram` to `output` with each of `secrets` replaced.
    ///
    /// SessionToken's value is gone, AccessKey's last four characters stay; a datagram that was
    /// JSON still is. `secrets` are `EventDecoder.secrets` of the same datagram.
    public static func append(
        _ datagram: UnsafeBufferPointer<UInt8>, without secrets: [SecretRange],
        to output: inout [UInt8]
    ) {
        var position = 0
        for secret in secrets {
            output.append(contentsOf: datagram[position..<secret.range.lowerBound])
            switch secret.replacement {
            case .nothing: break
            case .emptyString: output.append(contentsOf: "\"\"".utf8)
            case .string(let bytes):
                output.append(UInt8(ascii: "\""))
                output.append(contentsOf: bytes)
                output.append(UInt8(ascii: "\""))
            case .bytes(let bytes): output.append(contentsOf: bytes)
            }
            position = secret.range.upperBound
        }
        output.append(contentsOf: datagram[position...])
    }
}
