/// A permission as policies name it, such as `s3:GetObject`.
public struct IAMAction: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The service's part, such as `s3`.
    public let prefix: String
    public let name: String

    public init(prefix: String, name: String) {
        self.prefix = prefix
        self.name = name
    }

    public var description: String { "\(prefix):\(name)" }

    public static func < (left: IAMAction, right: IAMAction) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
