/// Damages real datagrams as a hostile or broken sender would.
public enum Mutation {
    /// `datagram` with one to four random changes: bytes replaced, removed, repeated or inserted,
    /// cut short, spliced with another one.
    public static func mutated(
        _ datagram: [UInt8], among others: [[UInt8]], using random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = datagram
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(syntax.randomElement(using: &random) ?? 0, at: place)
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.removeSubrange(..<place)
            case 5:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 6:
                let other = others.randomElement(using: &random) ?? []
                bytes.replaceSubrange(place..., with: other.suffix(other.count / 2))
            default: bytes[place] = syntax.randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }

    private static let syntax = Array("{}[]\",:\\u0123456789eE+-.truefalsn \t\n\0\u{FEFF}".utf8)
}
