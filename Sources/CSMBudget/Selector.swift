public import CSMAnalysis
public import CSMEvents

/// Which calls or attempts a rule is about: all of its parts must hold.
public struct Selector: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        case operation(OperationGlob)
        /// Matches with and without `:port`.
        case host(Glob)
        case region(Glob)
        case client(Glob)
        /// The table, queue, bucket or topic, which only spans tell.
        case resource(Glob)
        case status(Glob)
        /// What no other rule of the budget names.
        case other(NamedOperations)
        /// Each mark on its own.
        case perMark
    }

    public private(set) var parts: [Part] = []
    private var written: [String] = []

    public init() {}

    mutating func add(_ part: Part, written text: String) {
        parts.append(part)
        written.append(text)
    }

    /// As it was written, a comma and a blank between the parts.
    public var text: String { written.joined(separator: ", ") }

    /// The first operation asked for, as it was written; `nil` where none is.
    var operationText: String? {
        for (part, text) in zip(parts, written) {
            if case .operation = part { return text }
        }
        return nil
    }

    /// Whether it selects attempts, for only these have a host.
    public var selectsAttempts: Bool {
        parts.contains { if case .host = $0 { true } else { false } }
    }

    public var isPerMark: Bool { parts.contains(.perMark) }

    private var isOfOthers: Bool {
        parts.contains { if case .other = $0 { true } else { false } }
    }

    /// The operations that it names by at least one character.
    var namedOperations: [OperationGlob] {
        guard !isOfOthers else { return [] }
        return zip(parts, written).compactMap { part, text in
            guard case .operation(let glob) = part,
                text.contains(where: { !"*?.".contains($0) && !$0.isWhitespace })
            else { return nil }
            return glob
        }
    }

    /// Takes these for the operations that rules name.
    mutating func leaveOut(_ named: NamedOperations) {
        parts = parts.map { if case .other = $0 { .other(named) } else { $0 } }
    }

    /// What an event may not say.
    enum Field: String, CaseIterable, CustomStringConvertible {
        case host, region, client, resource

        var description: String { rawValue }

        func value(in labels: EventLabels) -> String? {
            switch self {
            case .host: labels.host
            case .region: labels.region
            case .client: labels.clientID
            case .resource: labels.resource
            }
        }

        /// Whether an event may have a value that it does not tell.
        func isUntold(in labels: EventLabels) -> Bool {
            guard value(in: labels) == nil else { return false }
            return self != .resource || ResourceOperations.contain(labels.service, labels.api)
        }
    }

    func asks(_ field: Field) -> Bool { parts.contains { $0.field == field } }

    /// Whether events of these labels are selected.
    public func matches(_ labels: EventLabels) -> Bool {
        parts.allSatisfy { matches($0, labels) }
    }

    /// Whether they would be, were a field known.
    func matches(_ labels: EventLabels, butFor field: Field) -> Bool {
        parts.allSatisfy { $0.field == field || matches($0, labels) }
    }

    /// Whether an operation is selected, as far as its name goes.
    func matchesOperation(_ service: String, _ api: String) -> Bool {
        parts.allSatisfy { part in
            switch part {
            case .operation(let glob): glob.matches(service: service, api: api)
            case .other(let named): !named.contains(service, api)
            case .host, .region, .client, .resource, .status, .perMark: true
            }
        }
    }

    private func matches(_ part: Part, _ labels: EventLabels) -> Bool {
        switch part {
        case .operation(let glob): return glob.matches(service: labels.service, api: labels.api)
        case .other(let named): return !named.contains(labels.service, labels.api)
        case .host(let glob):
            guard let host = labels.host else { return false }
            return Self.spellings(host).contains(where: glob.matches)
        case .region(let glob): return labels.region.map(glob.matches) ?? false
        case .client(let glob): return labels.clientID.map(glob.matches) ?? false
        case .resource(let glob): return labels.resource.map(glob.matches) ?? false
        case .status(let glob): return labels.status.map { glob.matches(String($0)) } ?? false
        case .perMark: return true
        }
    }

    /// A host with its port and without, and an IPv6 address without its brackets, too.
    private static func spellings(_ host: String) -> [String] {
        var spellings = [host]
        if let bracket = host.lastIndex(of: "]"), host.hasPrefix("[") {
            spellings.append(String(host[...bracket]))
            spellings.append(String(host[..<bracket].dropFirst()))
        } else if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":"),
            host[host.index(after: colon)...].allSatisfy(\.isNumber)
        {
            spellings.append(String(host[..<colon]))
        }
        return spellings
    }
}

extension Selector.Part {
    /// What an event must say to be matched by it.
    fileprivate var field: Selector.Field? {
        switch self {
        case .host: .host
        case .region: .region
        case .client: .client
        case .resource: .resource
        case .operation, .other, .status, .perMark: nil
        }
    }
}
