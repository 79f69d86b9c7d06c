public import CSMCapture
public import SessionStore

/// The variables that make an AWS SDK report its calls to a recording.
public struct CSMEnvironment {
    /// All four are needed: SDKs take from the config file what the environment lacks.
    public let switches: [(name: String, value: String)]

    /// A client id longer than this makes botocore raise an error.
    private static let longestClientID = 255

    /// The client id of a session's calls: the user's own if SDKs take it, else the session's.
    public static func clientID(for session: SessionDescription, own: String?) -> String {
        guard let own, !own.isEmpty, length(own) <= longestClientID else { return session.id }
        return own
    }

    /// `clientID` is the user's own.
    public init(
        reportingTo address: SocketAddress, session: SessionDescription, clientID: String?
    ) {
        switches = [
            ("AWS_CSM_ENABLED", "true"),
            ("AWS_CSM_HOST", address.host),
            ("AWS_CSM_PORT", String(address.port)),
            ("AWS_CSM_CLIENT_ID", Self.clientID(for: session, own: clientID)),
        ]
    }

    /// In characters as an SDK counts them: Python in code points, JavaScript and Java in UTF-16
    /// units, of which there are more.
    private static func length(_ text: String) -> Int { text.utf16.count }

    /// For a shell to evaluate.
    public var exports: String { ShellExports.text(switches) }
}
