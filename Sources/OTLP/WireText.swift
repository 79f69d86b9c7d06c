/// Texts as they are kept: a hostile one costs no more than this.
enum WireText {
    /// In bytes.
    static let limit = 8_192

    /// How many texts of an array are kept.
    static let mostTexts = 16

    /// The bytes of a text that are kept.
    static func kept(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] { Array(text.prefix(limit)) }
}
