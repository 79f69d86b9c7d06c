import Glibc
import Synchronization

/// Sends what a receiver receives on to other listeners, as it came, on a thread of its own.
///
/// It is never a reason to wait or to lose anything: what it has no room for is not sent on, and
/// counted.
public final class DatagramRelay: Sendable {
    /// What did not reach a target, as far as that can be known.
    public struct Shortfall: Sendable {
        public let target: SocketAddress
        public let datagrams: Int
        public let reason: String
    }

    /// How much may wait to be sent on, in bytes.
    private static let capacity = 64 << 20
    /// After the recording's end, sending on goes on for this long at most, in milliseconds.
    private static let mostAfterEnd: Int64 = 2_000

    private let mailbox: Mailbox
    /// How many datagrams the mailbox had no room for.
    ///
    /// A target's own count is locked while it sends, which may wait; the receiver must not.
    private let unheld = Atomic(0)
    let targets: [RelayTarget]

    /// Targets that cannot be sent to are no error: nothing reaches them, and that is counted.
    public convenience init(to targets: [SocketAddress]) throws(CaptureError) {
        try self.init(to: targets, capacity: Self.capacity)
    }

    init(to targets: [SocketAddress], capacity: Int) throws(CaptureError) {
        mailbox = try Mailbox(capacity: capacity)
        self.targets = targets.map(RelayTarget.init)
    }

    /// Takes what `fill` appends to a batch, unless too much waits already.
    func offer(_ fill: (inout DatagramBatch) -> Void) {
        if mailbox.depositIfRoom(fill) { return }
        var unsent = DatagramBatch()
        fill(&unsent)
        unheld.add(unsent.entries.count, ordering: .relaxed)
    }

    /// Nothing more will come.
    func close() { mailbox.close() }

    /// Sends on what comes until the receiver has ended.
    ///
    /// For a thread of its own.
    public func run() {
        Thread.yieldPriority(by: 5)
        var closedSince: Int64?
        /// Whether there is no time left.
        func isLate() -> Bool {
            guard mailbox.isClosed else { return false }
            let now = Clock.monotonicMilliseconds()
            let since = closedSince ?? now
            closedSince = since
            return now - since > Self.mostAfterEnd
        }
        // At once, not by the transaction: a mark is known by when it arrives.
        while let batch = mailbox.take(pause: 0, enough: 1) {
            for target in targets { target.send(batch, isLate: isLate) }
            mailbox.recycle(batch)
        }
    }

    /// What did not reach its target, after `run`.
    public func shortfalls() -> [Shortfall] {
        let unheld = unheld.load(ordering: .relaxed)
        return targets.compactMap { $0.shortfall(withUnheld: unheld) }
    }
}
