import CSMAnalysis

extension TimeUse {
    var json: JSONValue {
        .object([
            ("wall_ms", .integer(wall)),
            ("busy_ms", .integer(busy)),
            ("busy_share", JSONValue(busyShare)),
            ("mean_parallelism", JSONValue(meanParallelism)),
            ("overhead_ms", comparedCalls > 0 ? .integer(overhead) : .null),
            ("overhead_calls", .integer(comparedCalls)),
            ("time_line", .string(isCallsOwn ? "calls" : "session")),
        ])
    }

    /// What to say of it below a table.
    func sentences(_ style: TextStyle) -> [String] {
        var sentences: [String] = []
        let wall = Figures.duration(milliseconds: wall)
        if isCallsOwn {
            sentences.append(
                "\(wall) from the first call to the last: these calls carry times outside the "
                    + "recording (a replay?)."
            )
        }
        if let share = busyShare {
            var sentence = (isCallsOwn ? "" : "\(wall) wall time, ")
            sentence += Figures.decimal(share * 100, places: 1) + "% of it with a call in flight"
            if let parallelism = meanParallelism {
                sentence += ", parallelism \(Figures.decimal(parallelism, places: 2))"
            }
            sentences.append(sentence + ".")
        }
        if comparedCalls > 0 {
            let coverage =
                comparedCalls == calls
                ? ""
                : ", for the \(Figures.count(comparedCalls)) calls whose attempts were all seen"
            sentences.append(
                "\(Figures.duration(milliseconds: overhead)) overhead outside of attempts: back-off "
                    + "and the SDK itself\(coverage).")
        }
        return sentences
    }
}
