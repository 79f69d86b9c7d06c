import CSMAnalysis

/// The ids of a span, in hexadecimal digits.
struct SpanIDs {
    var trace: String
    var span: String
    /// The parent's span id; `nil` where there is none.
    var parent: String?

    /// Of those that an event came with; `nil` for what is no id.
    init?(trace: String?, span: String?, parent: String?) {
        guard let trace, let span, Self.isID(trace, digits: 32), Self.isID(span, digits: 16)
        else { return nil }
        self.trace = trace
        self.span = span
        self.parent = parent.flatMap { Self.isID($0, digits: 16) ? $0 : nil }
    }

    init(trace: String, span: String) {
        self.trace = trace
        self.span = span
    }

    /// Not all zero, which means none.
    private static func isID(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.contains { $0 != UInt8(ascii: "0") }
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// The ids of a session's spans that came without any: the same session always gives the same.
struct SessionSpanIDs {
    private let seed: UInt64
    private let trace: String

    init(session id: String) {
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        seed = hash
        trace = Self.hex(Self.mixed(hash ^ 0x7472_6163_6531)) + Self.hex(Self.mixed(hash))
    }

    /// Of the event with that sequence number; 0 is the session itself.
    subscript(sequence: Int64) -> SpanIDs {
        // No two numbers give the same.
        let number = seed &+ (UInt64(bitPattern: sequence) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        return SpanIDs(trace: trace, span: Self.hex(Self.mixed(number)))
    }

    /// The last steps of SplitMix64.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var number = number
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return max(1, number ^ (number >> 31))
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
