/// What is known of a session when it begins.
public struct SessionDescription: Sendable {
    /// 16 hexadecimal digits, drawn at random.
    public let id: String
    public var name: String?
    /// The recorded command with its arguments; empty where nothing was run.
    public var command: [String]
    public var workingFolder: String
    public var host: String
    public var tags: [(name: String, value: String)]
    public var toolVersion: String
    /// Whether session tokens and access keys are stored as sent.
    public var keepsSecrets: Bool
    /// Microseconds since 1970.
    public var startedAt: Int64

    public init(
        id: String = SessionDescription.makeID(), name: String?, command: [String],
        workingFolder: String, host: String, tags: [(name: String, value: String)],
        toolVersion: String, keepsSecrets: Bool, startedAt: Int64
    ) {
        self.id = id
        self.name = name
        self.command = command
        self.workingFolder = workingFolder
        self.host = host
        self.tags = tags
        self.toolVersion = toolVersion
        self.keepsSecrets = keepsSecrets
        self.startedAt = startedAt
    }

    /// Whether a text can be a session's id: 1 to 64 letters, digits and dashes of ASCII.
    public static func isID(_ text: String) -> Bool { StoredValues.isID(text) }

    public static func makeID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
