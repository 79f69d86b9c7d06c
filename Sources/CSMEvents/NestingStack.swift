/// Which of the open brackets are objects, one bit each, so that a datagram of nothing but
/// brackets costs 8 KB and no recursion.
struct NestingStack {
    private var words: [UInt64] = []
    private(set) var depth = 0

    var isEmpty: Bool { depth == 0 }

    var isObject: Bool {
        let top = depth - 1
        return words[top / 64] >> UInt64(top % 64) & 1 == 1
    }

    mutating func push(isObject: Bool) {
        if depth / 64 == words.count { words.append(0) }
        let bit: UInt64 = 1 << UInt64(depth % 64)
        if isObject {
            words[depth / 64] |= bit
        } else {
            words[depth / 64] &= ~bit
        }
        depth += 1
    }

    mutating func pop() { depth -= 1 }

    mutating func removeAll() { depth = 0 }
}
