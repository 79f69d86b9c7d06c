/// Where a text stands in a datagram's bytes, still escaped as JSON.
///
/// Decoding a datagram makes no string: most texts repeat, and only the first of each is ever
/// needed as one.
public struct TextSlice: Sendable, Equatable {
    /// The first byte, counted from the datagram's own first.
    public var offset: Int32
    /// How many bytes, or -1 for a text that is absent or `null`.
    public var count: Int32
    /// Whether the bytes hold a backslash, so that they differ from the text.
    public var hasEscapes: Bool

    public static let absent = TextSlice(offset: 0, count: -1, hasEscapes: false)

    init(offset: Int32, count: Int32, hasEscapes: Bool) {
        self.offset = offset
        self.count = count
        self.hasEscapes = hasEscapes
    }

    init(_ range: Range<Int>, hasEscapes: Bool = false) {
        self.init(
            offset: Int32(range.lowerBound), count: Int32(range.count), hasEscapes: hasEscapes)
    }

    public var isPresent: Bool { count >= 0 }
    public var isEmpty: Bool { count <= 0 }

    /// The slice's own bytes within the datagram it came from; empty when absent.
    public func bytes(in datagram: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard count > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(rebasing: datagram[Int(offset)..<Int(offset) + Int(count)])
    }

    /// The text, at most `limit` bytes of the datagram; `nil` when absent.
    ///
    /// What is no Unicode (a lone surrogate from JavaScript, a character that C++ cut by bytes)
    /// becomes U+FFFD.
    public func text(
        in datagram: UnsafeBufferPointer<UInt8>, limit: Int = .max
    ) -> String? {
        guard isPresent else { return nil }
        var raw = bytes(in: datagram)
        if raw.count > limit { raw = UnsafeBufferPointer(rebasing: raw[..<limit]) }
        return hasEscapes ? JSONText.unescape(raw) : String(decoding: raw, as: UTF8.self)
    }
}
