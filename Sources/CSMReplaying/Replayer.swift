public import CSMCapture
import CSMEvents

/// Sends a session's datagrams when they are due, until all are sent, one is refused, or somebody
/// ends it.
public struct Replayer: ~Copyable {
    /// Datagrams that are due together go in one system call, up to so many, and so many bytes.
    private static let mostTogether = 512
    private static let mostBytes = 1 << 19
    /// How often progress is told, in nanoseconds.
    private static let tellInterval: Int64 = 200_000_000

    private let source: ReplaySource
    private let output: ReplayOutput
    /// Waits that many nanoseconds; true as soon as somebody ends the replay.
    private let isInterrupted: (Int64) -> Bool
    /// Whether deadlines are kept, not just an order.
    private let isPaced: Bool
    private let limit: Int
    private let tell: (Int) -> Void

    private var schedule: ReplaySchedule
    private let origin: Int64
    private var retiming: Retiming?
    /// How many milliseconds later timestamps become.
    private var shift: Int64 = 0
    private var start: Int64 = 0
    private var lastTold: Int64 = 0
    private var bytes: [UInt8] = []
    private var lengths: [UInt32] = []
    private var deadlines: [Int64] = []
    private var figures = ReplayFigures()
    private var hasEnded = false

    /// `tell` is called now and then with how many datagrams were sent.
    ///
    /// `retimedFrom` is what the session's start was in its timestamps, in milliseconds since 1970,
    /// where these are to be moved. `isInterrupted` waits that many nanoseconds, and is true as soon
    /// as somebody ends the replay.
    public init(
        _ source: ReplaySource, to output: consuming ReplayOutput, _ schedule: ReplaySchedule,
        isPaced: Bool, retimedFrom origin: Int64?, limit: Int?,
        isInterrupted: @escaping (_ withinNanoseconds: Int64) -> Bool,
        tell: @escaping (Int) -> Void
    ) {
        self.source = source
        self.output = output
        self.schedule = schedule
        self.isPaced = isPaced
        self.origin = origin ?? 0
        retiming = origin == nil ? nil : Retiming()
        self.limit = limit ?? .max
        self.isInterrupted = isInterrupted
        self.tell = tell
    }

    /// Sends `rounds` times all there is.
    public consuming func run(rounds: Int) throws -> ReplayFigures {
        start = Clock.monotonic()
        for round in 0..<rounds where !hasEnded && source.count > 0 {
            if round > 0 { schedule.beginAgain(after: source.pause) }
            // A round's timestamps begin when it does.
            let elapsed = Clock.monotonic() - start
            let begin = isPaced ? schedule.now : elapsed
            shift = (Clock.realtime() + begin - elapsed) / 1_000_000 - origin
            let source = source
            try source.forEachDatagram { datagram, arrival in try add(datagram, arrival) }
        }
        if !hasEnded { try flush() }
        figures.duration = Clock.monotonic() - start
        return figures
    }

    /// Adds a datagram to those that are due, or waits until it is; false when all is over.
    private mutating func add(
        _ datagram: UnsafeBufferPointer<UInt8>, _ arrival: Int64
    ) throws -> Bool {
        let deadline = schedule.deadline(arrival: arrival)
        if isPaced {
            // Those before go first, then this one's time is waited for.
            if deadline > Clock.monotonic() - start { try flush() }
            try wait(until: deadline)
        }
        if hasEnded { return false }
        let before = bytes.count
        if retiming != nil {
            retiming?.append(datagram, shiftedBy: shift, to: &bytes)
        } else {
            bytes.append(contentsOf: datagram)
        }
        lengths.append(UInt32(bytes.count - before))
        if isPaced { deadlines.append(deadline) }
        let isFull = lengths.count == Self.mostTogether || bytes.count > Self.mostBytes
        let isLast = figures.sent + lengths.count >= limit
        if isFull || isLast { try flush() }
        if isLast { hasEnded = true }
        return !hasEnded
    }

    private mutating func wait(until deadline: Int64) throws {
        while !hasEnded {
            let now = Clock.monotonic() - start
            report(now)
            let rest = deadline - now
            if rest <= 0 { return }
            hasEnded = isInterrupted(min(rest, Self.tellInterval))
        }
    }

    private mutating func flush() throws {
        guard !lengths.isEmpty else { return }
        let outcome = try output.send(bytes, lengths: lengths)
        let now = Clock.monotonic() - start
        for deadline in deadlines.prefix(outcome.sent) { figures.countLateness(now - deadline) }
        figures.sent += outcome.sent
        figures.refused += outcome.refused
        if figures.refused > 0 {
            hasEnded = true
        } else if output.takeRefusal() {
            // On loopback the refusal of what was sent last is there at once.
            figures.sent = max(0, figures.sent - 1)
            figures.refused = 1
            hasEnded = true
        } else if isInterrupted(0) {
            hasEnded = true
        }
        bytes.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        deadlines.removeAll(keepingCapacity: true)
        report(now)
    }

    private mutating func report(_ now: Int64) {
        guard now - lastTold >= Self.tellInterval else { return }
        lastTold = now
        tell(figures.sent)
    }
}
