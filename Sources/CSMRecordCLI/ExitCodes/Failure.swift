/// An error as the user gets it: what happened, what to do about it, and the exit code.
struct Failure: Error {
    /// "cannot VERB OBJECT: REASON", then perhaps what to do, a line each.
    let sentences: [String]
    let status: Int32

    init(_ sentences: String..., status: Int32) {
        self.init(sentences: sentences, status: status)
    }

    init(sentences: [String], status: Int32) {
        self.sentences = sentences
        self.status = status
    }
}

/// The recorded command has ended with this code, and so does csm-record.
struct ChildEnded: Error {
    let code: Int32
}

/// A check has said what it found, and it is not that all is well.
struct CheckEnded: Error {
    let status: Int32
}

/// Nobody reads our standard output any more.
struct ClosedPipe: Error {}
