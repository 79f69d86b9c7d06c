import AWSAccess
import FoundationEssentials
import Glibc

extension SystemFacts {
    /// The process's own surroundings.
    static func surroundings(
        sleep: @escaping @Sendable (Duration) -> Bool
    ) -> Surroundings {
        Surroundings(
            environment: environmentVariables(), home: homeFolder(), now: { Date() }, sleep: sleep)
    }

    private static func environmentVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }
}
