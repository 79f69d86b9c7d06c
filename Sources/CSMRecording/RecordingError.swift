public import CSMCapture

/// A recording that is not begun, for what was asked of it makes no sense.
public enum RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What it received would come back to it for ever.
    case forwardsToItself(SocketAddress)

    public var description: String {
        switch self {
        case .forwardsToItself(let address):
            "cannot forward to \(address): it is the address of this recording"
        }
    }
}
