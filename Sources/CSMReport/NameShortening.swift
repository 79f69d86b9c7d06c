/// How names that do not fit are cut, so that those that differ still look different.
struct NameShortening {
    /// What is left of a name.
    enum Cut: CaseIterable {
        /// Its beginning and its end.
        case middle
        /// Its end: what a test's id differs in.
        case start
        /// Its beginning.
        case end
        /// The API; of the service before it, the beginning.
        case service
    }

    /// What is tried first.
    let preferred: Cut
    let style: TextStyle

    /// The names, none wider than `width`; cut in the way that leaves most of them different.
    func shortened(_ names: [String], to width: Int) -> [String] {
        guard names.contains(where: { TerminalWidth.of($0) > width }) else { return names }
        let different = Set(names).count
        var best: (texts: [String], different: Int)?
        for cut in [preferred] + Cut.allCases.filter({ $0 != preferred && $0 != .service }) {
            let texts = names.map { shortened($0, to: width, cut) }
            let left = Set(texts).count
            if best.map({ left > $0.different }) ?? true { best = (texts, left) }
            if left == different { break }
        }
        return best?.texts ?? names
    }

    private func shortened(_ name: String, to width: Int, _ cut: Cut) -> String {
        guard TerminalWidth.of(name) > width else { return name }
        switch cut {
        case .middle: return DisplayText.shortened(name, to: width, style)
        case .start: return DisplayText.tail(name, to: width, style)
        case .end: return DisplayText.cut(name, to: width, style)
        case .service: return shortenedService(name, to: width)
        }
    }

    /// A service that is cut to less than this says nothing.
    private static let leastService = 6

    private func shortenedService(_ name: String, to width: Int) -> String {
        guard let dot = name.firstIndex(of: ".") else {
            return DisplayText.shortened(name, to: width, style)
        }
        let api = String(name[dot...])
        let room = width - TerminalWidth.of(api)
        guard room >= Self.leastService else {
            return DisplayText.shortened(name, to: width, style)
        }
        return DisplayText.cut(String(name[..<dot]), to: room, style) + api
    }
}
