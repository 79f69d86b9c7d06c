import CSMCapture
import ChildCommand
import SessionStore

/// What the libraries' errors mean for the user.
extension Failure {
    init(_ error: StoreError) {
        let another = "name another database with --db or CSM_RECORD_DB"
        let advice: String?
        switch error.kind {
        case .badData: (advice, status) = (another, ExitStatus.badData)
        case .busy:
            (advice, status) = ("another program has it locked; try again", ExitStatus.tryLater)
        case .notPermitted: (advice, status) = (another, ExitStatus.notPermitted)
        case .cannotCreate: (advice, status) = (another, ExitStatus.cannotCreate)
        case .inputOutput: (advice, status) = (nil, ExitStatus.inputOutput)
        case .other: (advice, status) = (nil, ExitStatus.internalError)
        }
        sentences = [error.description] + (advice.map { [$0] } ?? [])
    }

    init(_ error: CaptureError) {
        sentences =
            [error.description]
            + (error.isAddressInUse ? ["another program uses that port; name one with --port"] : [])
        status = error.isNotPermitted ? ExitStatus.notPermitted : ExitStatus.unavailable
    }

    init(_ error: ChildError) {
        sentences = [error.description]
        status = error.isNotFound ? ExitStatus.commandNotFound : ExitStatus.commandNotExecutable
    }

    /// The same, for the stage of `run` in which the child has not been started.
    var beforeChild: Failure { Failure(sentences: sentences, status: ExitStatus.childNotStarted) }

    private init(sentences: [String], status: Int32) {
        self.sentences = sentences
        self.status = status
    }
}
