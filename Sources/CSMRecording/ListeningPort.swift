/// The UDP port to receive on.
public enum ListeningPort: Sendable {
    /// Where AWS SDKs send by default, or a free one if that is taken.
    case auto
    /// This one or none; 0 is a free one.
    case exactly(UInt16)

    /// Where AWS SDKs send by default.
    public static let standard: UInt16 = 31_000
}
