/// A session as reports show it.
public struct SessionOverview: Sendable {
    public var id: String
    public var name: String?
    public var command: [String]
    public var workingFolder: String
    public var host: String
    public var tags: [(name: String, value: String)]
    public var toolVersion: String
    /// `complete`, `recording` or `interrupted`; `pushed` where only its events are known.
    public var state: String
    /// Microseconds since 1970.
    public var startedAt: Int64
    /// Microseconds since 1970; `nil` for a session without an end.
    public var endedAt: Int64?
    /// When the last datagram came, in microseconds since the session's start.
    public var lastArrival: Int64
    public var exitCode: Int32?
    public var exitSignal: Int32?
    public var calls: Int
    public var errors: Int
    public var keepsSecrets: Bool
    public var completeness: Completeness
    /// The name that a push gave its events; `nil` for what was not read from there.
    public var function: String?

    /// The state of a session of which only its events were pushed, not how it was recorded.
    public static let pushed = "pushed"

    public init(
        id: String, name: String?, command: [String], workingFolder: String, host: String,
        tags: [(name: String, value: String)], toolVersion: String, state: String,
        startedAt: Int64, endedAt: Int64?, lastArrival: Int64, exitCode: Int32?, exitSignal: Int32?,
        calls: Int,
        errors: Int, keepsSecrets: Bool, completeness: Completeness
    ) {
        self.id = id
        self.name = name
        self.command = command
        self.workingFolder = workingFolder
        self.host = host
        self.tags = tags
        self.toolVersion = toolVersion
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.lastArrival = lastArrival
        self.exitCode = exitCode
        self.exitSignal = exitSignal
        self.calls = calls
        self.errors = errors
        self.keepsSecrets = keepsSecrets
        self.completeness = completeness
    }
}
