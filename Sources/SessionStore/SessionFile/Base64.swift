import FoundationEssentials

/// Datagrams that cannot stand in a JSON text as they are (RFC 4648, section 4).
enum Base64 {
    static func encoded(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        Data(buffer: bytes).base64EncodedString()
    }

    static func decoded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        Data(base64Encoded: Data(buffer: text)).map { Array($0) }
    }
}
