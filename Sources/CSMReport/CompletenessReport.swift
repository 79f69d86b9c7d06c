import CSMAnalysis

extension Completeness {
    var json: JSONValue {
        .object([
            ("received", .integer(received)),
            ("decoded", .integer(decoded)),
            ("undecodable", .integer(undecodable)),
            ("empty", .integer(empty)),
            ("dropped_by_kernel", JSONValue(droppedByKernel)),
            ("dropped_by_recorder", .integer(droppedByRecorder)),
            ("attempts_expected", .integer(attemptsExpected)),
            ("attempts_seen", .integer(attemptsSeen)),
            ("misdated_calls", JSONValue(misdatedCalls)),
            ("processes_left", .integer(processesLeft)),
            ("attempts_without_call", JSONValue(attemptsWithoutCall)),
            ("attempts_not_shown", .integer(attemptsNotShown)),
            ("spans_received", .integer(spansReceived)),
            ("spans_used", .integer(spansUsed)),
            ("spans_joined", .integer(spansJoined)),
            ("spans_duplicate", .integer(spansDuplicate)),
            ("requests_refused", .integer(requestsRefused)),
        ])
    }

    /// Whether nothing that was sent is known, or may be, to be missing.
    var isComplete: Bool {
        received > 0 && decoded == received && droppedByKernel == 0 && droppedByRecorder == 0
            && attemptsSeen == attemptsExpected && misdatedCalls ?? 0 == 0 && processesLeft == 0
            && attemptsWithoutCall ?? 0 == 0
    }

    /// The sentences, wrapped; hardly to be seen where nothing is missing.
    func text(_ style: TextStyle) -> String {
        let text = DisplayText.wrapped(sentence, to: style.width)
        return isComplete ? style.dim(text) : text
    }

    /// What was seen of what was sent, and what that means where something is missing.
    var sentence: String {
        if isComplete {
            let attempts = "\(Figures.count(attemptsSeen))/\(Figures.count(attemptsExpected))"
            return "complete: \(Figures.counted(received, "datagram")), \(attempts) attempts"
        }
        var parts: [String] = []
        if received == 0 {
            parts.append("no datagram received")
        } else if decoded == received {
            parts.append("\(Figures.counted(received, "datagram")) received, all decoded")
        } else {
            parts.append(Figures.counted(received, "datagram") + " received")
            parts.append("\(Figures.count(decoded)) decoded")
            if undecodable > 0 { parts.append("\(Figures.count(undecodable)) undecodable") }
            if empty > 0 { parts.append("\(Figures.count(empty)) empty") }
        }
        parts.append(dropped)
        let left = Figures.counted(processesLeft, "process", "processes") + " LEFT RUNNING"
        if received == 0 {
            return (parts + (processesLeft > 0 ? [left] : [])).joined(separator: ", ") + "."
        }
        parts.append(
            "\(Figures.count(attemptsSeen)) of \(Figures.counted(attemptsExpected, "attempt")) seen"
        )
        if processesLeft > 0 { parts.append(left) }
        return parts.joined(separator: ", ") + ". Counts are a lower bound." + lost + misdated
    }

    /// What an SDK did not send before its program ended, for one.
    private var lost: String {
        guard let attemptsWithoutCall, attemptsWithoutCall > 0 else { return "" }
        return " \(Figures.counted(attemptsWithoutCall, "attempt")) "
            + "\(attemptsWithoutCall == 1 ? "belongs" : "belong") to calls that were not seen: "
            + "at least one call was lost."
    }

    private var misdated: String {
        guard let misdatedCalls, misdatedCalls > 0 else { return "" }
        return misdatedCalls == 1
            ? " 1 call has an impossible timestamp; its arrival time is used instead."
            : " \(Figures.count(misdatedCalls)) calls have impossible timestamps; their arrival "
                + "times are used instead."
    }

    private var dropped: String {
        let own = droppedByRecorder
        guard let kernel = droppedByKernel else {
            return own == 0
                ? "drops by the kernel unknown"
                : "\(Figures.count(own)) NOT STORED, drops by the kernel unknown"
        }
        if kernel == 0 && own == 0 { return "none dropped" }
        var parts: [String] = []
        if kernel > 0 { parts.append("\(Figures.count(kernel)) DROPPED by the kernel") }
        if own > 0 { parts.append("\(Figures.count(own)) NOT STORED") }
        return parts.joined(separator: ", ")
    }
}
