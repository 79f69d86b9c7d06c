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

    /// How many letters are to be added, left out or replaced (Levenshtein).
    static func distance(_ first: String, _ second: String) -> Int {
        // Names off the wire may be long; beyond this nobody's typing error counts.
        let (first, second) = (Array(first.prefix(128)), Array(second.prefix(128)))
        var row = Array(0...second.count)
        for (index, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, other) in second.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(replaced, row[place] + 1, row[place + 1] + 1)
            }
        }
        return row[second.count]
    }
}
