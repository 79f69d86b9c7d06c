/// Takes the secrets out of datagrams that are no JSON, so that what is left can be trusted as far
/// as its form goes.
///
/// Taking something out of damaged bytes may make other bytes look like a secret, or the whole like
/// an event that was never received. What comes out of here is neither: it is undecodable as it
/// was, and taking secrets out of it again changes nothing.
public struct UndecodableRedaction {
    /// More rounds than this no damage needs that was not made on purpose.
    private static let mostRounds = 8

    private var decoder = EventDecoder()

    public init() {}

    /// `secrets` are `EventDecoder.secrets` of the same datagram.
    public mutating func redacted(
        _ datagram: UnsafeBufferPointer<UInt8>, without secrets: [SecretRange]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        Redaction.append(datagram, without: secrets, to: &bytes)
        for _ in 0..<Self.mostRounds {
            let event = bytes.withUnsafeBufferPointer { decoder.decode($0) }
            let left = decoder.secrets
            if event.level.isDecoded {
                bytes.append(contentsOf: Self.mark)
            } else if left.isEmpty {
                return bytes
            } else {
                var fewer: [UInt8] = []
                bytes.withUnsafeBufferPointer {
                    Redaction.append($0, without: left, to: &fewer)
                }
                bytes = fewer
            }
        }
        return Array(Self.mark)
    }

    /// Behind what would be JSON, so that it is none.
    private static let mark = " redacted".utf8
    static let markWord = "redacted".utf8
}
