import OTLPReceiver

/// The port to receive on.
public enum ListeningPort: Sendable {
    /// A free one, so that nobody sends there who was not told to.
    ///
    /// What an earlier recording left behind sends elsewhere, and so does what reports to the
    /// standard port because a profile says so.
    case auto
    /// This one or none; 0 is a free one.
    case exactly(UInt16)

    /// Where AWS SDKs send by default.
    public static let standard: UInt16 = 31_000

    /// Where OpenTelemetry's exporters send by default.
    public static let standardForSpans = ListeningPort.exactly(OTLPServer.standardPort)
}
