/// What a caller must be allowed so that a service carries out an operation.
public struct OperationNeeds: Equatable, Sendable {
    /// Empty where no permission is needed.
    public let actions: [IAMAction]
    /// Whether a request needs only those of `actions` that it uses, not all of them.
    public let dependsOnRequest: Bool
    /// What some requests need besides, as one that names a version or passes a role.
    public let someRequests: [IAMAction]

    /// Reads a word of the table; see `IAMActions.text`.
    ///
    /// `definition` is what follows the operation's `name`, and `prefix` the service's.
    init(_ definition: Substring, of name: Substring, prefix: Substring) {
        let parts = definition.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let own = parts.first.map { $0.drop { $0 == "=" } } ?? ""
        func action(_ text: Substring) -> IAMAction {
            let parts = text.split(separator: ":", maxSplits: 1)
            return parts.count == 2
                ? IAMAction(prefix: String(parts[0]), name: String(parts[1]))
                : IAMAction(prefix: String(prefix), name: String(text))
        }
        dependsOnRequest = own.contains("|")
        someRequests = parts.count > 1 ? parts[1].split(separator: ",").map(action) : []
        switch own {
        case "": actions = [action(name)]
        case "-": actions = []
        default: actions = own.split { $0 == "+" || $0 == "|" }.map(action)
        }
    }
}
