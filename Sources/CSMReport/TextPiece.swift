/// A long text on its way out, handed on in pieces, so that it is never in memory as a whole.
enum TextPiece {
    private static let size = 1 << 16

    /// Hands on what is enough of a piece, and takes it away: to be called now and then.
    static func handOn(
        _ text: inout String, to sink: (String) throws -> Void
    ) rethrows {
        guard text.utf8.count >= size else { return }
        try sink(text)
        text.removeAll(keepingCapacity: true)
    }
}
