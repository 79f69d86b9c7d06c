/// An operation: a service and one of its APIs.
public struct OperationName: Sendable, Hashable, Comparable {
    public let service: String
    public let api: String

    public init(service: String, api: String) {
        self.service = service
        self.api = api
    }

    /// By the bytes of the names.
    public static func < (left: OperationName, right: OperationName) -> Bool {
        if left.service != right.service {
            return left.service.utf8.lexicographicallyPrecedes(right.service.utf8)
        }
        return left.api.utf8.lexicographicallyPrecedes(right.api.utf8)
    }
}
