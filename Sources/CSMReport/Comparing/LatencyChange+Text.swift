import CSMAnalysis

extension LatencyChange {
    /// How many of the new runs are on the other side of what was, and how likely that is by chance:
    /// `5 of 5 new runs above the median of 10 base runs, p = 0.0003`.
    var evidence: String {
        let (count, side) =
            verdict == .faster ? (newBelowBaseMedian, "below") : (newAboveBaseMedian, "above")
        let runs =
            "\(count) of \(Figures.counted(newRuns, "new run")) \(side) the median of "
            + Figures.counted(baseRuns, "base run")
        return runs + (pValue.map { ", " + Figures.probability($0) } ?? "")
    }
}
