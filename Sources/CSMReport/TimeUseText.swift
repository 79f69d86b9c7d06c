package import CSMAnalysis

extension TimeUse {
    var json: JSONValue {
        .object([
            ("wall_ms", isKnown || wall > 0 ? .integer(wall) : .null),
            ("busy_ms", isKnown ? .integer(busy) : .null),
            ("busy_share", JSONValue(busyShare)),
            ("mean_parallelism", JSONValue(meanParallelism)),
            ("overhead_ms", hasOverhead ? .integer(overhead) : .null),
            ("overhead_calls", .integer(hasOverhead ? comparedCalls : 0)),
            ("time_line", .string(isCallsOwn ? "calls" : "session")),
        ])
    }

    private var hasOverhead: Bool { isKnown && comparedCalls > 0 }

    /// What to say of it below a table.
    package func sentences(_ style: TextStyle) -> [String] {
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
        } else if !isKnown, self.wall > 0 {
            sentences.append("\(wall) wall time; a baseline file does not tell when calls were.")
        }
        if hasOverhead {
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
