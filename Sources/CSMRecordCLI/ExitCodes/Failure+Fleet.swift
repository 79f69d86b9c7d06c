import AthenaAccess
import CSMAnalysis
import CSMReport
import FirehoseBackend
import FleetReading

/// What the end of a query means for the user.
extension Failure {
    init(_ stop: QueryStop) {
        let operation = "cannot query Athena"
        switch stop {
        case .interrupted:
            self.init("\(operation): stopped", status: ExitStatus.tryLater)
        case .gaveUp(let reason):
            self.init("\(operation): \(reason)", status: ExitStatus.tryLater)
        case .unreachable(let reason):
            self.init("cannot reach \(reason)", status: ExitStatus.unavailable)
        case .noCredentials(let error): self.init(error)
        case .refused(let kind, let reason):
            let advice = Self.advice(kind, reason)
            self.init(
                sentences: ["\(operation): \(reason)"] + (advice.map { [$0] } ?? []),
                status: kind.status)
        case .overLimit(let scanned, let limit):
            self.init(
                "\(operation): it scanned \(FleetAnswer.bytes(scanned)), and --max-scan is "
                    + FleetAnswer.bytes(limit),
                "pass a later --since, or a larger --max-scan", status: ExitStatus.badData)
        case .leftRunning(let reason, let id):
            let failure = Failure(reason)
            let query = id.map { "the query \($0)" } ?? "a query"
            self.init(
                sentences: failure.sentences.prefix(1) + ["\(query) may still be running"]
                    + failure.sentences.dropFirst(),
                status: failure.status)
        }
    }

    private static func advice(_ kind: QueryStop.Kind, _ reason: String) -> String? {
        if kind == .notFound {
            return
                "the workgroup and the database are in the stack's outputs: csm-record backend template"
        }
        // Tables of earlier templates end before these.
        let isOlder =
            reason.contains("COLUMN_NOT_FOUND")
            && EventTable.laterColumns.contains { reason.contains($0) }
        return kind == .badData && isOlder
            ? "the table is of an earlier version; run in Athena: \(EventTable.addition)" : nil
    }

    init(_ error: FleetError) {
        let status: Int32 =
            switch error {
            case .badAnswer, .ruleNeedsEvents: ExitStatus.badData
            case .unknownSessions, .ambiguous, .emptySide: ExitStatus.notFound
            case .onBothSides: ExitStatus.usage
            }
        self.init(
            sentences: [error.description] + (error.advice.map { [$0] } ?? []), status: status)
    }
}

extension QueryStop.Kind {
    fileprivate var status: Int32 {
        switch self {
        case .notFound: ExitStatus.notFound
        case .denied: ExitStatus.notPermitted
        case .badData: ExitStatus.badData
        case .notAthena: ExitStatus.unavailable
        }
    }
}
