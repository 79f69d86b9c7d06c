public import CSMCapture
public import SessionStore

/// The variables that make an AWS SDK report its calls to a recording.
public struct CSMEnvironment {
    /// All four are needed: SDKs take from the config file what the environment lacks.
    public let switches: [(name: String, value: String)]

    /// A client id longer than this makes botocore raise an error.
    private static let longestClientID = 255

    /// `clientID` is the user's own, which is kept if SDKs take it.
    public init(
        reportingTo address: SocketAddress, session: SessionDescription, clientID: String?
    ) {
        let own = clientID ?? ""
        let isValid = !own.isEmpty && Self.length(own) <= Self.longestClientID
        switches = [
            ("AWS_CSM_ENABLED", "true"),
            ("AWS_CSM_HOST", address.host),
            ("AWS_CSM_PORT", String(address.port)),
            ("AWS_CSM_CLIENT_ID", isValid ? own : session.id),
        ]
    }

    /// In characters as an SDK counts them: Python in code points, JavaScript and Java in UTF-16
    /// units, of which there are more.
    private static func length(_ text: String) -> Int { text.utf16.count }

    /// For a shell to evaluate.
    public var exports: String { ShellExports.text(switches) }
}
