/// The policy that called operations need, and what a policy cannot say.
public struct PolicyDraft: Sendable {
    /// An action of the policy, and the operations that it is for.
    public struct Permission: Sendable {
        public let action: IAMAction
        public let operations: [CalledOperation]

        public var calls: Int { operations.reduce(0) { $0 + $1.calls } }
        public var refused: Int { operations.reduce(0) { $0 + $1.refused } }
    }

    /// An operation that was called, with what it needs; `nil` where that is not known.
    public struct Operation: Sendable {
        public let called: CalledOperation
        public let needs: OperationNeeds?
    }

    /// The actions of one service.
    public struct Statement: Sendable {
        /// Letters and digits, unlike that of any other statement.
        public let id: String
        public let actions: [IAMAction]
    }

    /// In the order of their names.
    public let operations: [Operation]
    /// What the policy allows, in the order of the actions.
    public let permissions: [Permission]
    /// What some requests need besides, and the policy does not allow.
    public let someRequests: [Permission]

    public init(of called: [CalledOperation]) {
        var services: [String: ServiceActions?] = [:]
        operations = called.sorted(by: Self.precedes)
            .map { operation in
                let service =
                    services[operation.service] ?? IAMActions.service(operation.service)
                services[operation.service] = .some(service)
                return Operation(
                    called: operation, needs: service?.needs(of: operation.api))
            }
        permissions = Self.permissions(operations) { $0.actions }
        let allowed = Set(permissions.map(\.action))
        someRequests = Self.permissions(operations) {
            $0.someRequests.filter { !allowed.contains($0) }
        }
    }

    /// By the bytes of the service, then of the API.
    private static func precedes(_ left: CalledOperation, _ right: CalledOperation) -> Bool {
        if left.service.utf8.elementsEqual(right.service.utf8) {
            return left.api.utf8.lexicographicallyPrecedes(right.api.utf8)
        }
        return left.service.utf8.lexicographicallyPrecedes(right.service.utf8)
    }

    private static func permissions(
        _ operations: [Operation], _ actions: (OperationNeeds) -> [IAMAction]
    ) -> [Permission] {
        var byAction: [IAMAction: [CalledOperation]] = [:]
        for operation in operations {
            for action in operation.needs.map(actions) ?? [] {
                byAction[action, default: []].append(operation.called)
            }
        }
        return byAction.sorted { $0.key < $1.key }.map {
            Permission(action: $0.key, operations: $0.value)
        }
    }

    /// One for each prefix, in their order.
    public var statements: [Statement] {
        Dictionary(grouping: permissions.map(\.action), by: \.prefix)
            .map { Statement(id: Self.statementID($0.key), actions: $0.value) }
            .sorted { $0.actions[0] < $1.actions[0] }
    }

    /// `s3-outposts` as `S3Outposts`: a statement's id has letters and digits only.
    static func statementID(_ prefix: String) -> String {
        prefix.split { !$0.isLetter && !$0.isNumber }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// Whose action is not known.
    public var unknown: [CalledOperation] {
        operations.filter { $0.needs == nil }.map(\.called)
    }

    /// That anyone may call.
    public var permissionless: [CalledOperation] {
        operations.filter { $0.needs?.actions.isEmpty == true }.map(\.called)
    }

    /// That need only some of the actions that the policy has for them.
    public var depending: [Operation] {
        operations.filter { $0.needs?.dependsOnRequest == true }
    }

    public var refused: [CalledOperation] {
        operations.map(\.called).filter { !$0.refusals.isEmpty }
    }
}
