/// The names of the attributes that are wanted; of the others no value is made.
public struct AttributeNames: Sendable {
    private let buckets: [[(text: [UInt8], index: Int)]]

    public init(_ names: [String]) {
        var buckets = [[(text: [UInt8], index: Int)]](repeating: [], count: 256)
        for (index, name) in names.enumerated() {
            let text = Array(name.utf8)
            buckets[text.withUnsafeBufferPointer(Self.hash)].append((text, index))
        }
        self.buckets = buckets
    }

    /// The place of a name among those that are wanted.
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !name.isEmpty else { return nil }
        for entry in buckets[Self.hash(name)] where entry.text.elementsEqual(name) {
            return entry.index
        }
        return nil
    }

    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        let count = name.count
        guard count > 0 else { return 0 }
        return (count &* 7 &+ Int(name[count / 2]) &* 3 &+ Int(name[count - 1])) & 255
    }
}
