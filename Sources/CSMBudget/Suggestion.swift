import CSMAnalysis

/// What may have been meant.
public enum Suggestion {
    /// The candidate that `word` is a typing error for, or the beginning of; `nil` where none is
    /// near.
    public static func near(_ word: String, among candidates: [String]) -> String? {
        let lowered = word.lowercased()
        if word.count > 1,
            let whole = candidates.first(where: { $0.lowercased().hasPrefix(lowered) })
        {
            return whole
        }
        guard let nearest = nearest(word, among: candidates),
            distance(lowered, nearest.lowercased()) <= max(1, word.count / 3)
        else { return nil }
        return nearest
    }

    /// `; did you mean 'p95'?`, or nothing where nothing is near.
    static func sentence(
        _ word: String, among candidates: [String], ending: String = ""
    ) -> String {
        guard let nearest = nearest(word, among: candidates),
            distance(word.lowercased(), nearest.lowercased()) <= max(2, word.count / 2)
        else { return "" }
        return "; did you mean '\(nearest)\(ending)'?"
    }

    /// The candidate with the fewest letters to change, the first of several.
    static func nearest(_ word: String, among candidates: [String]) -> String? {
        let lowered = word.lowercased()
        return candidates.map { ($0, distance(lowered, $0.lowercased())) }
            .min { $0.1 < $1.1 }?.0
    }

    /// The operation that is only a typing error away from what was written, in its service or
    /// its API; `nil` for none.
    static func operation(_ written: String, among operations: [Operation]) -> Operation? {
        let wanted = written.split(separator: ".", maxSplits: 1).map(String.init)
        guard let service = wanted.first else { return nil }
        let api = wanted.count > 1 ? wanted[1] : "*"
        return operations.compactMap { operation -> (operation: Operation, distance: Int)? in
            guard let first = errors(service, operation.service),
                let second = errors(api, operation.api), first + second > 0
            else { return nil }
            return (operation, first + second)
        }.min { $0.distance < $1.distance }?.operation
    }

    /// How many typing errors make one of the other; `nil` for more than anybody's.
    private static func errors(_ pattern: String, _ name: String) -> Int? {
        if Glob(pattern, ignoringSpaces: true).matches(name) { return 0 }
        let pattern = pattern.lowercased().filter { !$0.isWhitespace }
        guard !pattern.contains(where: { "*?".contains($0) }) else { return nil }
        let distance = distance(pattern, name.lowercased().filter { !$0.isWhitespace })
        // `S3` is no mistake for `SQS`, nor `GetItem` for `PutItem`.
        let most = pattern.count < 4 ? 0 : pattern.count < 12 ? 1 : 2
        return distance <= most ? distance : nil
    }

    /// How many letters are to be added, left out, replaced or swapped with the next.
    static func distance(_ first: String, _ second: String) -> Int {
        // Names off the wire may be long; beyond this nobody's typing error counts.
        let (first, second) = (Array(first.prefix(128)), Array(second.prefix(128)))
        var before: [Int] = []
        var above = Array(0...second.count)
        for (index, letter) in first.enumerated() {
            var row = [index + 1]
            for (place, other) in second.enumerated() {
                var least = min(
                    above[place] + (letter == other ? 0 : 1), row[place] + 1, above[place + 1] + 1)
                if index > 0, place > 0, letter == second[place - 1], first[index - 1] == other {
                    least = min(least, before[place - 1] + 1)
                }
                row.append(least)
            }
            (before, above) = (above, row)
        }
        return above[second.count]
    }
}
