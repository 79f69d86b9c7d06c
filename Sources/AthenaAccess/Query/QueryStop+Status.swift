extension QueryStop {
    /// Of a query that failed or was cancelled.
    init(_ status: QueryStatus) {
        let messages = [status.reason, status.fault?.message].compactMap { $0 }
            .filter { !$0.isEmpty }
        let texts = messages.joined(separator: "\n")
        let verb = status.state == .cancelled ? "was cancelled" : "failed"
        let sentence = "the query \(verb)" + (messages.first.map { ": \($0)" } ?? "")
        if status.state == .cancelled {
            // Else somebody cancelled it, and that says nothing of the next one.
            let isLimit = FailureText.isScanLimit(texts)
            self = isLimit ? .refused(.badData, sentence) : .gaveUp(sentence)
        } else if status.mayBeQueuedAgain {
            self = .gaveUp(sentence)
        } else {
            self = .refused(FailureText.kind(ofQuery: texts), sentence)
        }
    }
}
