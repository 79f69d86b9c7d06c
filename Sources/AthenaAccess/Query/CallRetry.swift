import AWSAccess

/// How one call after another is tried until it is answered, or it is no use.
///
/// Pure: outcomes go in, what to do comes out.
struct CallRetry {
    enum Decision: Equatable {
        case take(AthenaAnswer)
        /// Sent again, after this.
        case again(QueryRun.Step)
        case stop(QueryStop)
    }

    private let attempts: Int
    private(set) var contact: Contact
    /// Of this call, in a row.
    private var failures = 0
    /// Since the last answer.
    private var hasRenewed = false
    private var hasCorrected = false

    /// `attempts` is how often a call is sent that gets no answer it can go by.
    init(attempts: Int, _ contact: Contact = Contact()) {
        self.attempts = max(1, attempts)
        self.contact = contact
    }

    /// `random` is from 0 to 1.
    mutating func decide(on outcome: AthenaOutcome, random: Double) -> Decision {
        if case .unreachable = outcome {} else { contact.isReached = true }
        switch outcome {
        case .answered(let answer):
            contact.isAthena = true
            failures = 0
            (hasRenewed, hasCorrected) = (false, false)
            return .take(answer)
        case .ambiguous(let reason), .unreachable(let reason):
            return retry(reason, isThrottle: false, asked: nil, random: random)
        case .failed(let reason, let isThrottle, let asked):
            return retry(reason, isThrottle: isThrottle, asked: asked, random: random)
        case .expired(let reason):
            if hasRenewed { return .stop(.refused(.denied, reason)) }
            hasRenewed = true
            return .again(.renewCredentials)
        case .skewed(let reason):
            if hasCorrected { return .stop(.refused(.denied, reason)) }
            hasCorrected = true
            return .again(.correctClock)
        case .refused(.notAthena, let reason) where contact.isAthena:
            // It was one before: something stands between.
            return retry(reason, isThrottle: false, asked: nil, random: random)
        case .refused(let kind, let reason): return .stop(.refused(kind, reason))
        case .tooLong(let reason): return .stop(.refused(.badData, reason))
        }
    }

    private mutating func retry(
        _ reason: String, isThrottle: Bool, asked: Duration?, random: Double
    ) -> Decision {
        failures += 1
        guard failures < attempts else {
            return .stop(contact.isReached ? .gaveUp(reason) : .unreachable(reason))
        }
        let delay = RetryDelay.duration(
            after: failures - 1, isThrottle: isThrottle, asked: asked, random: random)
        return .again(.wait(delay))
    }
}
