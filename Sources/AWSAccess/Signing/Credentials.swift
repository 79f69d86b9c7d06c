public import FoundationEssentials

/// Keys to sign with.
public struct Credentials: Sendable, Equatable, CustomStringConvertible {
    public let accessKeyID: String
    public let secretAccessKey: String
    public let sessionToken: String?
    /// When they end; `nil` for those that do not.
    public let expiration: Date?

    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
        expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
        self.expiration = expiration
    }

    /// Whether they can be sent: one that came with its line's end cannot.
    var fitHeaders: Bool {
        [accessKeyID, secretAccessKey, sessionToken ?? ""].allSatisfy { text in
            text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }

    /// Nothing that could be used: what is printed by mistake gives nothing away.
    public var description: String { "credentials ending in \(accessKeyID.suffix(4))" }
}
