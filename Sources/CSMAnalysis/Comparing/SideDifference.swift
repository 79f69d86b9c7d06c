/// Something about the runs, other than their calls, that is not the same on the two sides of a
/// comparison.
public struct SideDifference: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case host, toolVersion
        /// Where the calls of that service went: no host is on both sides.
        case endpoint(service: String)
    }

    public let kind: Kind
    /// In order, each once.
    public let base: [String]
    public let new: [String]

    static func all(_ base: [ComparedRun], _ new: [ComparedRun]) -> [SideDifference] {
        [
            difference(.host, base.map(\.session.host), new.map(\.session.host)),
            difference(
                .toolVersion, base.map(\.session.toolVersion), new.map(\.session.toolVersion)),
        ].compactMap { $0 } + endpoints(base, new)
    }

    private static func difference(
        _ kind: Kind, _ base: [String], _ new: [String]
    ) -> SideDifference? {
        let (first, second) = (Set(base), Set(new))
        guard first != second else { return nil }
        return SideDifference(kind: kind, base: first.sorted(), new: second.sorted())
    }

    /// A service may have many hosts, such as one for each bucket: only where none is on both sides
    /// did its calls go elsewhere.
    private static func endpoints(
        _ base: [ComparedRun], _ new: [ComparedRun]
    ) -> [SideDifference] {
        let (first, second) = (hosts(base), hosts(new))
        return first.keys.sorted().compactMap { service in
            guard let old = first[service], let other = second[service],
                !old.isEmpty, !other.isEmpty, old.isDisjoint(with: other)
            else { return nil }
            return SideDifference(
                kind: .endpoint(service: service), base: old.sorted(), new: other.sorted())
        }
    }

    private static func hosts(_ runs: [ComparedRun]) -> [String: Set<String>] {
        runs.reduce(into: [:]) { all, run in
            all.merge(run.endpoints) { $0.union($1) }
        }
    }
}
