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
        case status(Glob)
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

    /// Whether it selects attempts, for only these have a host.
    public var selectsAttempts: Bool {
        parts.contains { if case .host = $0 { true } else { false } }
    }

    public var isPerMark: Bool { parts.contains(.perMark) }

    /// Whether events of these labels are selected.
    public func matches(_ labels: EventLabels) -> Bool {
        parts.allSatisfy { matches($0, labels) }
    }

    /// Whether they would be, were their host known.
    func matchesButForHost(_ labels: EventLabels) -> Bool {
        parts.allSatisfy { part in
            if case .host = part { true } else { matches(part, labels) }
        }
    }

    private func matches(_ part: Part, _ labels: EventLabels) -> Bool {
        switch part {
        case .operation(let glob): return glob.matches(service: labels.service, api: labels.api)
        case .host(let glob):
            guard let host = labels.host else { return false }
            return glob.matches(host) || Self.withoutPort(host).map(glob.matches) ?? false
        case .region(let glob): return labels.region.map(glob.matches) ?? false
        case .client(let glob): return labels.clientID.map(glob.matches) ?? false
        case .status(let glob): return labels.status.map { glob.matches(String($0)) } ?? false
        case .perMark: return true
        }
    }

    private static func withoutPort(_ host: String) -> String? {
        guard let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].allSatisfy(\.isNumber)
        else { return nil }
        return String(host[..<colon])
    }
}
