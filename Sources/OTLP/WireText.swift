/// Texts as they are kept: a hostile one costs no more than this.
enum WireText {
    /// In bytes.
    static let limit = 8_192

    /// How many texts of an array are kept.
    static let mostTexts = 16

    /// The text of some bytes; what is no Unicode becomes U+FFFD, as does a character that the
    /// limit cuts.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes.prefix(limit), as: UTF8.self)
    }

}
