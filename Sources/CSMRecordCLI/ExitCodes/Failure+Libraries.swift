import AWSAccess
import AthenaAccess
import CSMBudget
import CSMCapture
import CSMRecording
import CSMReplaying
import ChildCommand
import FirehosePush
import FleetReading
import OTLPReceiver
import SessionReading
import SessionStore
import TerminalScreen

/// What the libraries' errors mean for the user.
extension Failure {
    init(_ error: StoreError) {
        let another = "use another database: pass --db or set CSM_RECORD_DB"
        let advice: String?
        switch error.kind {
        case .badData: (advice, status) = (another, ExitStatus.badData)
        case .busy:
            (advice, status) = (
                "try again when the other program has finished", ExitStatus.tryLater
            )
        case .notPermitted: (advice, status) = (another, ExitStatus.notPermitted)
        case .cannotCreate: (advice, status) = (another, ExitStatus.cannotCreate)
        case .inputOutput: (advice, status) = (nil, ExitStatus.inputOutput)
        case .notFound: (advice, status) = (nil, ExitStatus.notFound)
        case .other: (advice, status) = (nil, ExitStatus.internalError)
        }
        // Another database is no help where a session file is the matter.
        let shown =
            error.isRefusedReplacement
            ? "pass --force to replace it" : error.isAboutSessionFile ? nil : advice
        sentences = [error.description] + (shown.map { [$0] } ?? [])
    }

    init(_ error: CaptureError) {
        sentences =
            [error.description]
            + (error.isAddressInUse
                ? ["another program uses this port; pass another --port, or 0 for a free one"]
                : [])
        status = error.isNotPermitted ? ExitStatus.notPermitted : ExitStatus.unavailable
    }

    init(_ error: OTLPServerError) {
        sentences =
            [error.description]
            + (error.isAddressInUse
                ? ["another program uses this port, perhaps a collector; pass --otel-port auto"]
                : [])
        status = error.isNotPermitted ? ExitStatus.notPermitted : ExitStatus.unavailable
    }

    init(_ error: TerminalError) {
        self.init(error.description, status: ExitStatus.inputOutput)
    }

    init(_ error: RecordingError) { self.init(error.description, status: ExitStatus.usage) }

    /// Every problem on a line of its own, as file:line:column.
    init(_ error: BudgetProblems) {
        sentences = error.all.map(\.description)
        status = ExitStatus.badBudget
    }

    init(_ error: AWSAccessError) {
        sentences = [error.description] + (error.advice.map { [$0] } ?? [])
        status =
            switch error.kind {
            case .credentials: ExitStatus.notPermitted
            case .setting, .noRegion: ExitStatus.usage
            case .file: ExitStatus.notFound
            }
    }

    init(_ error: ChildError) {
        sentences = [error.description]
        status = error.isNotFound ? ExitStatus.commandNotFound : ExitStatus.commandNotExecutable
    }

    init(_ error: SelectionError) {
        sentences = [error.description] + (error.advice.map { [$0] } ?? [])
        status =
            switch error {
            case .beingRecorded: ExitStatus.tryLater
            case .onBothSides, .noCount, .several: ExitStatus.usage
            case .figuresOnly, .notInBaseline: ExitStatus.badData
            default: ExitStatus.notFound
            }
    }

    init(_ error: ReplayError) {
        self.init(error.description, status: ExitStatus.notFound)
    }

    init(_ error: PushError) {
        self.init(
            error.description, "run push again to send the remaining sessions",
            status: ExitStatus.tryLater)
    }

    /// Any error of a library, as the user gets it.
    init(translating error: any Error) {
        self = Failure(knownTo: error) ?? Failure("\(error)", status: ExitStatus.internalError)
    }

    /// `nil` for what is none of the libraries'.
    init?(knownTo error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StoreError: self.init(error)
        case let error as CaptureError: self.init(error)
        case let error as OTLPServerError: self.init(error)
        case let error as RecordingError: self.init(error)
        case let error as TerminalError: self.init(error)
        case let error as SelectionError: self.init(error)
        case let error as BudgetProblems: self.init(error)
        case let error as AWSAccessError: self.init(error)
        case let error as ChildError: self.init(error)
        case let error as ReplayError: self.init(error)
        case let error as PushError: self.init(error)
        case let error as QueryStop: self.init(error)
        case let error as FleetError: self.init(error)
        default: return nil
        }
    }

    /// The same failure in the stage of `run` in which the child has not been started.
    var beforeChild: Failure {
        status == ExitStatus.usage
            ? self : Failure(sentences: sentences, status: ExitStatus.childNotStarted)
    }
}
