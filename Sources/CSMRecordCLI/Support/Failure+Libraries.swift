import AWSAccess
import CSMBudget
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
            (advice, status) = ("try again when the other program is done", ExitStatus.tryLater)
        case .notPermitted: (advice, status) = (another, ExitStatus.notPermitted)
        case .cannotCreate: (advice, status) = (another, ExitStatus.cannotCreate)
        case .inputOutput: (advice, status) = (nil, ExitStatus.inputOutput)
        case .notFound: (advice, status) = (nil, ExitStatus.notFound)
        case .other: (advice, status) = (nil, ExitStatus.internalError)
        }
        // Another database is no help where a session file is the matter.
        let shown = error.isAboutSessionFile ? nil : advice
        sentences = [error.description] + (shown.map { [$0] } ?? [])
    }

    init(_ error: CaptureError) {
        sentences =
            [error.description]
            + (error.isAddressInUse ? ["another program uses that port; name one with --port"] : [])
        status = error.isNotPermitted ? ExitStatus.notPermitted : ExitStatus.unavailable
    }

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
            case .setting: ExitStatus.usage
            case .file: ExitStatus.notFound
            }
    }

    init(_ error: ChildError) {
        sentences = [error.description]
        status = error.isNotFound ? ExitStatus.commandNotFound : ExitStatus.commandNotExecutable
    }

    /// Runs `body`, and throws what it throws as the user gets it.
    static func translating<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch let error as StoreError {
            throw Failure(error)
        } catch let error as CaptureError {
            throw Failure(error)
        } catch {
            throw Failure("\(error)", status: ExitStatus.internalError)
        }
    }

    /// The same, for the stage of `run` in which the child has not been started.
    var beforeChild: Failure { Failure(sentences: sentences, status: ExitStatus.childNotStarted) }
}
