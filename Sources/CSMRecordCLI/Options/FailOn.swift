import ArgumentParser
import CSMAnalysis

/// The verdicts that end a comparison with an exit code, with commas between them.
struct FailOn: ExpressibleByArgument {
    let verdicts: [ChangeVerdict]

    /// The verdicts as they are typed, such as `more-calls`.
    static let names = ChangeVerdict.changes.map(name)

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        verdicts = words.compactMap { word in
            ChangeVerdict.changes.first { Self.name($0) == word }
        }
        if verdicts.count != words.count { return nil }
    }

    private static func name(_ verdict: ChangeVerdict) -> String {
        verdict.rawValue.replacing(" ", with: "-")
    }

    static var allValueStrings: [String] { names }
}

extension Comparison {
    /// The exit code, where one of these verdicts is not to stand anywhere; `nil` where all is well,
    /// or nothing was asked.
    func status(failingOn verdicts: [ChangeVerdict]) -> Int32? {
        guard !verdicts.isEmpty else { return nil }
        if !self.verdicts.isDisjoint(with: verdicts) { return ExitStatus.breached }
        let isUndecided = hasTooFewRuns && verdicts.contains(where: \.isOfLatency)
        return isUndecided || !gaps.isEmpty || hasEmptySide ? ExitStatus.noVerdict : nil
    }
}
