import AWSAccess
import CSMCapture
import CSMReport
import FirehoseDelivery
import SessionStore

/// Carries a plan out.
struct PushDelivery {
    let plan: PushPlan
    let target: DeliveryTarget
    let database: String
    let stop: StopRequest
    let talk: Talk

    struct Result {
        let report: PushReport
        /// Why not all of it was delivered.
        let failure: Failure?
    }

    func run(_ access: ServiceAccess, _ policy: DeliveryPolicy) throws(Failure) -> Result {
        var figures = DeliveryFigures()
        guard plan.eventsLeft > 0 else { return result(figures, nil) }
        let stream: DeliveryStream
        do throws(Failure) {
            stream = try self.stream(access)
        } catch {
            // What asks for a code ends by the same Ctrl-C, of which we may hear a moment later.
            guard !stop.wait(.milliseconds(100)) else { throw error }
            return result(figures, failure(.interrupted))
        }
        return try Failure.translating {
            let store = try SessionStore.openOrCreate(database)
            let number: Int64
            do {
                number = try store.claim(target)
            } catch let error as StoreError where error.isBusy {
                return result(figures, Failure(error))
            }
            defer { try? store.release(target: number) }
            let progress = PushProgress(talk, of: plan.eventsLeft)
            progress.tell(figures)
            var pusher = Pusher(
                to: stream, TargetLedger(store: store, target: number), policy,
                Pusher.Timing(
                    now: { .nanoseconds(Clock.monotonic()) }, wait: stop.wait),
                tell: progress.tell)
            defer { progress.clear() }
            do {
                let stop = try pusher.push(plan.packs(by: store, of: number).next)
                figures = pusher.figures
                return result(figures, stop.map(failure))
            } catch let error as StoreError {
                // What was acknowledged by then is told all the same.
                return result(pusher.figures, Failure(error))
            } catch let failure as Failure {
                return result(pusher.figures, failure)
            }
        }
    }

    private func stream(_ access: ServiceAccess) throws(Failure) -> DeliveryStream {
        do throws(AWSAccessError) {
            let caller = try access.caller()
            try caller.authenticate()
            talk.explain("credentials from \(caller.credentialsName)")
            return DeliveryStream(
                named: target.stream, at: access.endpoint, caller,
                userAgent: "csm-record/\(ToolVersion.current)")
        } catch {
            throw Failure(error)
        }
    }

    private func result(_ figures: DeliveryFigures, _ failure: Failure?) -> Result {
        Result(report: plan.report(figures, to: target.stream, isDryRun: false), failure: failure)
    }

    private func failure(_ stop: DeliveryStop) -> Failure {
        let resumes = "run it again to go on where it ended"
        let operation = "cannot push to \(target.stream)"
        switch stop {
        case .interrupted:
            return Failure("\(operation): stopped", resumes, status: ExitStatus.tryLater)
        case .gaveUp(let reason):
            return Failure("\(operation): \(reason)", resumes, status: ExitStatus.tryLater)
        case .outOfPatience(let code):
            return Failure(
                "\(operation): records go on being refused with \(code)", resumes,
                status: ExitStatus.tryLater)
        case .unreachable(let reason):
            return Failure(
                "cannot reach \(target.endpoint): \(reason)", status: ExitStatus.unavailable)
        case .noCredentials(let error): return Failure(error)
        case .refused(let refusal):
            return Failure("\(operation): \(refusal.reason)", status: refusal.kind.status)
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

extension PushPlan {
    /// Goes through it all without sending.
    func dryRun(to stream: String) throws(Failure) -> PushReport {
        try Failure.translating {
            var figures = DeliveryFigures()
            let packs = packs()
            var batcher = Batcher()
            while case let batch = try batcher.next(packs.next), !batch.isEmpty {
                figures.count(sent: batch)
                figures.count(acknowledged: batch)
            }
            return report(figures, to: stream, isDryRun: true)
        }
    }

    fileprivate func report(
        _ figures: DeliveryFigures, to stream: String, isDryRun: Bool
    ) -> PushReport {
        PushReport(
            stream: stream, sessions: figures.sessions.count, events: figures.events,
            packs: figures.packs,
            calls: figures.calls, resent: figures.resent, maybeTwice: figures.maybeTwice,
            keptHome: keptHome, billedKiB: figures.billedKiB, unpackedKiB: figures.unpackedKiB,
            isDryRun: isDryRun,
            nothing: eventsLeft > 0
                ? nil
                : hasSessions ? "\(stream) has it all" : "there are no sessions in \(database)")
    }
}
