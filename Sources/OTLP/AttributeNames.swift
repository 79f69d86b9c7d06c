import Glibc

/// The names of the attributes that are wanted; of the others no value is made.
public struct AttributeNames: Sendable {
    private struct Name {
        var offset: Int32
        var count: Int32
        /// The next name with the same hash; -1 for none.
        var next: Int32
    }

    private var text: [UInt8] = []
    private var names: [Name] = []
    private var heads = [Int32](repeating: -1, count: 256)

    public init(_ names: [String]) {
        for name in names {
            let bytes = Array(name.utf8)
            let hash = bytes.withUnsafeBufferPointer(Self.hash)
            self.names.append(
                Name(
                    offset: Int32(text.count), count: Int32(bytes.count), next: heads[hash]))
            heads[hash] = Int32(self.names.count - 1)
            text += bytes
        }
    }

    /// The place of a name among those that are wanted.
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = name.baseAddress, !name.isEmpty else { return nil }
        var index = heads[Self.hash(name)]
        while index >= 0 {
            let entry = names[Int(index)]
            if Int(entry.count) == name.count,
                text.withUnsafeBufferPointer({ text in
                    memcmp(
                        text.baseAddress.map { $0 + Int(entry.offset) } ?? base, base, name.count)
                }) == 0
            {
                return Int(index)
            }
            index = entry.next
        }
        return nil
    }

    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        let count = name.count
        guard count > 0 else { return 0 }
        return (count &* 7 &+ Int(name[count / 2]) &* 3 &+ Int(name[count - 1])) & 255
    }
}
