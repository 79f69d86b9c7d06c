import FirehoseDelivery
import FirehosePush
import SessionStore

/// What the end of a push means for the user.
extension Failure {
    init(_ ending: PushDelivery.Ending, to target: DeliveryTarget) {
        switch ending {
        case .stopped(let stop): self.init(stop, to: target)
        case .store(let error): self.init(translating: error)
        }
    }

    init(_ stop: DeliveryStop, to target: DeliveryTarget) {
        let resumes = "run push again to resume where it stopped"
        let operation = "cannot push to \(target.stream)"
        switch stop {
        case .interrupted:
            self.init("\(operation): stopped", resumes, status: ExitStatus.tryLater)
        case .gaveUp(let reason):
            self.init("\(operation): \(reason)", resumes, status: ExitStatus.tryLater)
        case .outOfPatience(let code):
            self.init(
                "\(operation): Firehose keeps refusing records: \(code)", resumes,
                status: ExitStatus.tryLater)
        case .unreachable(let reason):
            self.init(
                "cannot reach \(target.endpoint): \(reason)", status: ExitStatus.unavailable)
        case .noCredentials(let error): self.init(error)
        case .refused(let refusal):
            self.init("\(operation): \(refusal.reason)", status: refusal.kind.status)
        }
    }
}

extension CallOutcome.Refusal.Kind {
    fileprivate var status: Int32 {
        switch self {
        case .noSuchStream: ExitStatus.notFound
        case .denied: ExitStatus.notPermitted
        case .badData: ExitStatus.badData
        case .notFirehose: ExitStatus.unavailable
        }
    }
}
