package import CSMAnalysis

extension Completeness {
    package var json: JSONValue {
        .object([
            ("received", .integer(received)),
            ("decoded", .integer(decoded)),
            ("undecodable", recorded(undecodable)),
            ("empty", recorded(empty)),
            ("dropped_by_kernel", JSONValue(droppedByKernel)),
            ("dropped_by_recorder", recorded(droppedByRecorder)),
            ("attempts_expected", .integer(attemptsExpected)),
            ("attempts_seen", .integer(attemptsSeen)),
            ("misdated_calls", JSONValue(misdatedCalls)),
            ("processes_left", recorded(processesLeft)),
            ("attempts_without_call", JSONValue(attemptsWithoutCall)),
            ("attempts_not_shown", .integer(attemptsNotShown)),
            ("spans_received", recorded(spansReceived)),
            ("spans_used", recorded(spansUsed)),
            ("spans_joined", recorded(spansJoined)),
            ("spans_duplicate", recorded(spansDuplicate)),
            ("requests_refused", recorded(requestsRefused)),
        ])
    }

    /// What only a recorder knows; null for what was pushed.
    private func recorded(_ count: Int) -> JSONValue { isPushed ? .null : .integer(count) }

    /// Whether nothing that was sent is known, or may be, to be missing.
    package var isComplete: Bool {
        if isPushed { return received > 0 && attemptsSeen + attemptsNotShown == attemptsExpected }
        return received > 0 && decoded == received && droppedByKernel == 0 && droppedByRecorder == 0
            && attemptsSeen + attemptsNotShown == attemptsExpected && misdatedCalls ?? 0 == 0
            && processesLeft == 0 && attemptsWithoutCall ?? 0 == 0 && requestsRefused == 0
    }

    /// The sentences, wrapped; hardly to be seen where nothing is missing.
    func text(_ style: TextStyle) -> String {
        let text = DisplayText.wrapped(sentence, to: style.width)
        return isComplete ? style.dim(text) : text
    }

    /// What was seen of what was sent, and what that means where something is missing.
    package var sentence: String {
        if isPushed { return pushed }
        if isComplete {
            let came = [datagrams > 0 ? Figures.counted(datagrams, "datagram") : nil, spans]
            return "complete: "
                + (came.compactMap { $0 } + [attempts]).joined(separator: ", ") + uncounted
        }
        var parts: [String] = []
        if received == 0 {
            parts.append("no datagram received")
        } else if decoded == received {
            if datagrams > 0 || spansReceived == 0 {
                parts.append("\(Figures.counted(datagrams, "datagram")) received, all decoded")
            }
        } else {
            parts.append(Figures.counted(datagrams, "datagram") + " received")
            let (unread, empty) = (undecodable, empty)
            parts.append("\(Figures.count(datagrams - unread - empty)) decoded")
            if unread > 0 { parts.append("\(Figures.count(unread)) undecodable") }
            if empty > 0 { parts.append("\(Figures.count(empty)) empty") }
        }
        parts.append(dropped)
        if let spans { parts.append(spans) }
        if requestsRefused > 0 {
            parts.append("\(Figures.counted(requestsRefused, "request")) with spans REFUSED")
        }
        let left = Figures.counted(processesLeft, "process", "processes") + " LEFT RUNNING"
        if received == 0 {
            return (parts + (processesLeft > 0 ? [left] : [])).joined(separator: ", ") + "."
        }
        parts.append(attempts)
        if processesLeft > 0 { parts.append(left) }
        return parts.joined(separator: ", ") + ". Counts are a lower bound." + lost + misdated
    }

    /// Nobody pushes what was lost.
    private var pushed: String {
        if received == 0 {
            return "No pushed event matches. Firehose takes up to five minutes to deliver; to look "
                + "further back, pass an earlier --since."
        }
        return Figures.counted(received, "event") + " arrived, \(attempts). Counts are a lower "
            + "bound: events lost while recording cannot be pushed."
    }

    /// What became of the spans; `nil` where none came.
    private var spans: String? {
        guard spansReceived > 0 else { return nil }
        var text = Figures.counted(spansReceived, "span")
        let ignored = spansReceived - spansUsed - spansDuplicate
        var parts: [String] = []
        if spansJoined > 0 { parts.append("\(Figures.count(spansJoined)) of calls that CSM sent") }
        if ignored > 0 { parts.append("\(Figures.count(ignored)) not of AWS calls") }
        if spansDuplicate > 0 { parts.append("\(Figures.count(spansDuplicate)) duplicate") }
        if !parts.isEmpty { text += " (\(parts.joined(separator: ", ")))" }
        return text
    }

    /// How many attempts were seen, and why not all could be.
    private var attempts: String {
        let expected = attemptsExpected - attemptsNotShown
        let seen =
            isComplete
            ? "\(Figures.count(attemptsSeen))/\(Figures.count(expected)) attempts"
            : "\(Figures.count(attemptsSeen)) of \(Figures.counted(expected, "attempt")) seen"
        guard attemptsNotShown > 0 else { return seen }
        let notShown = "\(Figures.counted(attemptsNotShown, "attempt")) not shown by spans"
        return expected == 0 && attemptsSeen == 0 ? notShown : "\(seen), \(notShown)"
    }

    /// An exporter does not say what it could not send.
    private var uncounted: String {
        spansReceived > 0 ? "; spans that a killed process lost are not counted" : ""
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
