import AWSAccess
import FirehoseLines

/// The way of one batch to the delivery stream: calls, waits and resends, until each of its packs
/// is acknowledged or it is no use.
///
/// Pure: outcomes and the time go in, what to do comes out.
struct BatchDelivery {
    enum Step: Equatable {
        /// Send these, as soon as the ledger knows.
        case send([Pack])
        case wait(Duration)
        case renewCredentials
        case correctClock
        case done
        case stop(DeliveryStop)
    }

    /// What an outcome says of packs.
    struct Settled: Equatable {
        var acknowledged: [Pack] = []
        /// Not taken, and not before.
        var released: [Pack] = []
    }

    private let policy: DeliveryPolicy
    private var packs: [Pack]
    /// What comes next; the last first.
    private var steps: [Step] = []
    /// Calls in a row without an answer to go by.
    private var failures = 0
    /// Answered calls in a row in which nothing got through, and since when.
    private var fruitless = 0
    private var fruitlessSince: Duration?
    private var hasRenewed = false
    private var hasCorrected = false
    /// What is known of the other side, from this batch or one before.
    private(set) var contact: Contact

    struct Contact: Equatable {
        /// Whether anything was ever sent to it.
        var isReached = false
        /// Whether it ever answered as Firehose does.
        var isFirehose = false
    }

    init(_ packs: [Pack], _ policy: DeliveryPolicy, _ contact: Contact = Contact()) {
        self.packs = packs
        self.policy = policy
        self.contact = contact
        steps = [.send(packs)]
    }

    mutating func next() -> Step { steps.popLast() ?? .done }

    /// What a call of `.send` came to; `random` is from 0 to 1.
    mutating func handle(_ outcome: CallOutcome, now: Duration, random: Double) -> Settled {
        if !outcome.isUnreachable {
            contact.isReached = true
            for index in packs.indices { packs[index].wasSent = true }
        }
        switch outcome {
        case .answered(let results, let asked):
            return settle(results, asked: asked, now: now, random: random)
        case .ambiguous(let reason):
            for index in packs.indices { packs[index].mayBeThere = true }
            retry(reason, isThrottle: false, asked: nil, random: random)
            return Settled()
        case .failed(let reason, let isThrottle, let asked):
            retry(reason, isThrottle: isThrottle, asked: asked, random: random)
        case .unreachable(let reason):
            retry(reason, isThrottle: false, asked: nil, random: random)
        case .expired(let refusal):
            if hasRenewed { stop(.refused(refusal)) } else { repair(.renewCredentials) }
            hasRenewed = true
        case .skewed(let refusal):
            if hasCorrected { stop(.refused(refusal)) } else { repair(.correctClock) }
            hasCorrected = true
        case .refused(let refusal) where refusal.kind == .notFirehose && contact.isFirehose:
            // It was one before: something stands between.
            retry(refusal.reason, isThrottle: false, asked: nil, random: random)
        case .refused(let refusal): stop(.refused(refusal))
        }
        return released
    }

    private var released: Settled { Settled(released: packs.filter { !$0.mayBeThere }) }

    private mutating func stop(_ reason: DeliveryStop) { steps = [.stop(reason)] }

    /// Puts something right and sends again, which counts as no attempt.
    private mutating func repair(_ step: Step) { steps = [.send(packs), step] }

    private mutating func retry(
        _ reason: String, isThrottle: Bool, asked: Duration?, random: Double
    ) {
        failures += 1
        guard failures < policy.attempts else {
            return stop(contact.isReached ? .gaveUp(reason) : .unreachable(reason))
        }
        let delay = RetryDelay.duration(
            after: failures - 1, isThrottle: isThrottle, asked: asked, random: random)
        steps = [.send(packs), .wait(delay)]
    }

    /// Only the entries that are not known to be there are sent again, for as long as any gets
    /// through.
    private mutating func settle(
        _ results: [EntryResult], asked: Duration?, now: Duration, random: Double
    ) -> Settled {
        failures = 0
        contact.isFirehose = true
        (hasRenewed, hasCorrected) = (false, false)
        var settled = Settled()
        var codes: [String] = []
        for (pack, result) in zip(packs, results) {
            switch result {
            case .accepted: settled.acknowledged.append(pack)
            case .failed(let code): codes.append(code)
            case .untold: codes.append("no result in the response")
            }
        }
        packs = zip(packs, results).filter { $0.1 != .accepted }.map { pack, result in
            var pack = pack
            if result == .untold { pack.mayBeThere = true }
            return pack
        }
        settled.released = released.released
        guard let code = codes.first else { return settled }

        if settled.acknowledged.isEmpty {
            fruitless += 1
        } else {
            (fruitless, fruitlessSince) = (0, nil)
        }
        let isThrottle = codes.contains {
            ErrorClass(ServiceError(status: 200, code: $0)) == .throttle
        }
        let delay = RetryDelay.duration(
            after: max(0, fruitless - 1), isThrottle: isThrottle, asked: asked, random: random)
        let since = fruitlessSince ?? now
        if fruitless > 0 { fruitlessSince = since }
        // The last try is at the end of the patience, not before.
        let left = fruitless == 0 ? delay : policy.patience - (now - since)
        guard left > .zero || fruitless == 0 else {
            stop(.outOfPatience(code))
            return settled
        }
        steps = [.send(packs), .wait(min(delay, left))]
        return settled
    }
}
