import CSMAnalysis

extension CompareReport {
    /// More of a kind are counted.
    private static let mostNamed = 8

    /// For each verdict on latency, why it stands.
    var reasons: [String] {
        let rows = comparison.rows.filter { $0.verdicts.contains(where: \.isOfLatency) }
        var sentences = rows.prefix(Self.mostNamed).map { row in
            let change = row.latencies[0].change
            let word = change.verdict == .slower ? "slower" : "faster"
            return (rows.count > 1 ? name(row) + " " : "") + "\(word): \(change.evidence)."
        }
        if rows.count > Self.mostNamed {
            sentences.append("\(rows.count - Self.mostNamed) more are as unlikely to be chance.")
        }
        return sentences
    }

    var tooFewRuns: [String] {
        let needed = LatencyChange.Threshold.runs
        let missing = [("base", comparison.base.count), ("new", comparison.new.count)]
            .filter { $0.1 < needed }
            .map { "\(Figures.count(needed - $0.1)) more \($0.0)" }
        if !missing.isEmpty {
            let runs = missing.joined(separator: " and ")
            let noun = missing == ["1 more base"] || missing == ["1 more new"] ? "run" : "runs"
            return [
                "too few runs for a verdict on latency: it needs \(needed) a side, "
                    + "\(runs) \(noun)."
            ]
        }
        let names = comparison.rows.filter { $0.verdicts.contains(.tooFewRuns) }.map(name)
        guard !names.isEmpty else { return [] }
        return [
            "too few runs with a latency (a verdict needs \(needed) on each side): "
                + "\(listed(names))."
        ]
    }

    /// What only some new runs have, and no base run: it may be missing in the base by chance.
    var sometimesNew: [String] {
        let names = comparison.rows.compactMap { row in
            row.runsIfSometimesNew.map { "\(name(row)) (\($0) of \(row.counts.new.count))" }
        }
        return names.isEmpty ? [] : ["Only in some new runs, and in no base run: \(listed(names))."]
    }

    /// Operations on both sides without a latency in some runs.
    var missingLatencies: [String] {
        let names = comparison.rows.compactMap { row -> String? in
            let figure = row.latencies[0]
            guard figure.change.baseRuns > 0, figure.change.newRuns > 0 else { return nil }
            let missing = [(figure.missingBase, "base"), (figure.missingNew, "new")]
                .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return missing.isEmpty ? nil : "\(name(row)) (\(missing.joined(separator: ", ")))"
        }
        return names.isEmpty
            ? []
            : [
                "Not in the latency comparison, because they have no latency: runs of \(listed(names))."
            ]
    }

    /// What else is different, in one sentence.
    var differences: [String] {
        guard !comparison.differences.isEmpty else { return [] }
        let parts = comparison.differences.map { difference in
            let what =
                switch difference.kind {
                case .host: "host"
                case .toolVersion: "csm-record"
                case .endpoint(let service): "endpoint of \(service)"
                }
            return "\(what) \(listed(difference.base, most: 3)) against "
                + listed(difference.new, most: 3)
        }
        return [
            "Different on the two sides, and possibly the cause: "
                + parts.joined(separator: "; ") + "."
        ]
    }

    /// Sessions of which not all was recorded.
    var gaps: [String] {
        let gaps = comparison.gaps.map { gap in
            gap.reason.contains(gap.session.id)
                ? gap.reason : "session \(gap.session.id): \(gap.reason)"
        }
        return gaps.isEmpty ? [] : ["INCOMPLETE, so counts are a lower bound: \(listed(gaps))."]
    }

    private func listed(_ names: [String], most: Int = mostNamed) -> String {
        names.prefix(most).joined(separator: ", ")
            + (names.count > most ? " and \(Figures.count(names.count - most)) more" : "")
    }
}
