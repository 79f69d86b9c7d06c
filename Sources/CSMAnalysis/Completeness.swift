/// What was seen of what was sent, so that nobody takes a count for more than it is.
public struct Completeness: Sendable, Equatable {
    /// `received` = `decoded` + `undecodable` + `empty`.
    public var received = 0
    /// Those that are one JSON object, of whatever `Type`.
    public var decoded = 0
    public var undecodable = 0
    public var empty = 0
    /// `nil` where the kernel does not tell.
    public var droppedByKernel: Int? = 0
    public var droppedByRecorder = 0
    /// The sum of all calls' AttemptCount.
    public var attemptsExpected = 0
    public var attemptsSeen = 0
    /// Of those expected, those of calls that spans told of without showing their attempts: these are
    /// not lost.
    public var attemptsNotShown = 0
    /// Calls whose timestamps cannot be true; see `SessionClock`.
    ///
    /// `nil` where nobody looked.
    public var misdatedCalls: Int? = 0
    /// Processes that outlived the recorded command; what they did afterwards was not seen.
    public var processesLeft = 0

    /// Whether only what was pushed is known, not what was lost before.
    public var isPushed = false

    /// Attempts beyond what the calls of their operation count: at least one call was not seen.
    ///
    /// `nil` where nobody looked, and while calls are under way.
    public var attemptsWithoutCall: Int? = 0

    /// Spans in all requests that could be read, those that are no AWS calls as well.
    public var spansReceived = 0
    /// Those that an event was made of, or that were joined to one.
    public var spansUsed = 0
    /// Of these, those joined to the event that CSM sent of the same call.
    public var spansJoined = 0
    /// Those that came again, and were passed over.
    public var spansDuplicate = 0
    /// Requests whose spans could not be read.
    public var requestsRefused = 0

    /// Attempts that were to be seen, and were not.
    public var attemptsMissing: Int {
        max(0, attemptsExpected - attemptsNotShown - attemptsSeen)
    }

    /// What came by UDP, not as spans.
    public var datagrams: Int { max(0, received - (spansUsed - spansJoined)) }

    public init() {}

    /// Adds another session's; what is unknown of one is unknown of both.
    public mutating func add(_ other: Completeness) {
        received += other.received
        decoded += other.decoded
        undecodable += other.undecodable
        empty += other.empty
        droppedByKernel = droppedByKernel.flatMap { own in
            other.droppedByKernel.map { own + $0 }
        }
        droppedByRecorder += other.droppedByRecorder
        attemptsExpected = attemptsExpected.bounded(plus: other.attemptsExpected)
        attemptsSeen += other.attemptsSeen
        attemptsNotShown = attemptsNotShown.bounded(plus: other.attemptsNotShown)
        spansReceived += other.spansReceived
        spansUsed += other.spansUsed
        spansJoined += other.spansJoined
        spansDuplicate += other.spansDuplicate
        requestsRefused += other.requestsRefused
        misdatedCalls = misdatedCalls.flatMap { own in other.misdatedCalls.map { own + $0 } }
        processesLeft += other.processesLeft
        isPushed = isPushed || other.isPushed
        attemptsWithoutCall = attemptsWithoutCall.flatMap { own in
            other.attemptsWithoutCall.map { own + $0 }
        }
    }
}
