import CSMCapture
import Glibc
import SessionStore
import SpanEvents
import Synchronization

/// Stores what the mailbox holds, on a thread of its own that lets the receiver go first.
///
/// A database that cannot be written to never stops a recording: what is received waits in the
/// mailbox while there is room, then is counted as dropped.
final class SessionWriter: Sendable {
    /// Datagrams become one transaction that came within this time, in milliseconds.
    private static let pause: Int32 = 200
    /// This much, in bytes, becomes a transaction sooner.
    private static let enough = 512 << 10
    /// After a failure the same batch is tried again, this many milliseconds later.
    private static let retryInterval: useconds_t = 250
    /// Sooner where a lock was waited for: with longer pauses, others would get it first.
    private static let lockRetryInterval: useconds_t = 5
    /// A batch is given up once the mailbox is this full.
    private static let mostFill = 0.5
    /// After the recording's end a lock is waited for this long, in milliseconds, while nothing can
    /// be stored.
    private static let mostLockWait: Int64 = 10_000
    /// One attempt waits for a lock so long, in milliseconds: between two it is seen what has changed.
    private static let lockWait: Int64 = 500

    private let mailbox: Mailbox
    private let receiver: DatagramReceiver
    private let spans: SpanReceiver?
    private let recorder: Mutex<SessionRecorder>
    /// What keeps the latest batch from being stored, or kept a lost one.
    private let failure = Mutex<StoreError?>(nil)
    /// Since when, after the recording's end, nothing could be stored.
    private let closedSince = Mutex<Int64?>(nil)
    private let isWaitingStopped = Atomic(false)
    private let ended = Atomic(false)

    init(
        _ recorder: sending SessionRecorder, storing mailbox: Mailbox,
        from receiver: DatagramReceiver, and spans: SpanReceiver?
    ) {
        self.recorder = Mutex(recorder)
        self.mailbox = mailbox
        self.receiver = receiver
        self.spans = spans
    }

    /// Stores batches until the mailbox is closed and empty.
    func run() {
        defer { ended.store(true, ordering: .releasing) }
        Thread.yieldPriority(by: 10)
        var hasGivenUp = false
        while let batch = mailbox.take(pause: Self.pause, enough: Self.enough) {
            if hasGivenUp || !store(batch) {
                recorder.withLock { $0.countDropped(batch.eventCount) }
                // Whoever waits for the recording's end waits for one failure, not for many.
                hasGivenUp = mailbox.isClosed
            }
            mailbox.recycle(batch)
        }
    }

    /// Whether `run` is over.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// From now on no lock is waited for, the recording being over.
    func stopWaiting() { isWaitingStopped.store(true, ordering: .releasing) }

    /// Stores a batch, trying as long as that makes sense.
    ///
    /// Returns whether it is stored.
    private func store(_ batch: DatagramBatch) -> Bool {
        while true {
            do throws(StoreError) {
                let drops = receiver.kernelDrops()
                let spanCounters = spans?.counters
                let hasLosses = try recorder.withLock { (recorder) throws(StoreError) in
                    if let spanCounters { recorder.note(spanCounters) }
                    recorder.limitLockWait(to: Self.lockWait)
                    try recorder.store(batch, droppedByKernel: drops)
                    return recorder.counters.droppedByRecorder > 0
                }
                // What only took longer is nobody's concern.
                if !hasLosses { failure.withLock { $0 = nil } }
                // Another recorder on the same file takes its turns: that is slow, but not stuck.
                closedSince.withLock { $0 = nil }
                return true
            } catch {
                failure.withLock { $0 = $0 ?? error }
                if mailbox.isClosed, !error.isBusy || timeLeft() <= 0 { return false }
                if mailbox.fill > Self.mostFill { return false }
                let interval = error.isBusy ? Self.lockRetryInterval : Self.retryInterval
                usleep(interval * 1_000)
            }
        }
    }

    /// How long a lock may still be waited for, in milliseconds, now that the recording is over.
    private func timeLeft() -> Int64 {
        if isWaitingStopped.load(ordering: .acquiring) { return 0 }
        let now = Clock.monotonicMilliseconds()
        let since = closedSince.withLock { since in
            since = since ?? now
            return since ?? now
        }
        return Self.mostLockWait - (now - since)
    }

    /// Ends the session, after `run` has.
    ///
    /// `endedAt` is in microseconds since 1970; `exitCode` and `exitSignal` are `nil` where nothing
    /// was run.
    func finish(
        endedAt: Int64, exitCode: Int32?, exitSignal: Int32?, left: LeftProcesses?,
        isInterrupted: (_ withinMilliseconds: Int) -> Bool
    ) -> RecordingOutcome {
        var failure = failure.withLock { $0 }
        let (drops, spanCounters) = (receiver.kernelDrops(), spans?.counters)
        var session: RecordedSession?
        do throws(StoreError) {
            session = try waitingForLock(isInterrupted) { () throws(StoreError) in
                try recorder.withLock { (recorder) throws(StoreError) in
                    if let spanCounters { recorder.note(spanCounters) }
                    recorder.limitLockWait(to: Self.lockWait)
                    return try recorder.finish(
                        endedAt: endedAt, exitCode: exitCode, exitSignal: exitSignal,
                        processesLeft: left?.count ?? 0, droppedByKernel: drops)
                }
            }
            try recorder.withLock { (recorder) throws(StoreError) in try recorder.checkFile() }
        } catch {
            failure = failure ?? error
        }
        let counters = recorder.withLock { $0.counters }
        return RecordingOutcome(
            counters: counters, failure: failure, reception: receiver.result(), left: left,
            hasSpanReceiver: spans != nil, session: session)
    }

    /// Tries once at least, for the lock may be free by now, then as long as one is waited for.
    private func waitingForLock<Result>(
        _ isInterrupted: (_ withinMilliseconds: Int) -> Bool,
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                let pause = Int(Self.lockRetryInterval)
                guard error.isBusy, timeLeft() > 0, !isInterrupted(pause) else { throw error }
            }
        }
    }

    /// Takes the session away: its command could not be started.
    func discard() {
        recorder.withLock { recorder in
            recorder.limitLockWait(to: Self.mostLockWait)
            // A session without a single event harms nobody, should it stay.
            try? recorder.discard()
        }
    }
}

extension DatagramBatch {
    /// Datagrams, and the events that were made of spans.
    fileprivate var eventCount: Int {
        var count = 0
        forEach { entry, bytes in
            count += entry.content == .spans ? SpanLines.eventCount(in: bytes) : 1
        }
        return count
    }
}

extension SessionRecorder {
    fileprivate func note(_ counters: SpanCounters) {
        noteSpans(
            received: counters.received, used: counters.used, duplicate: counters.duplicate,
            refusedRequests: counters.refusedRequests)
    }

    fileprivate func store(
        _ batch: DatagramBatch, droppedByKernel: Int?
    ) throws(StoreError) {
        try store(droppedByKernel: droppedByKernel) { (insert) throws(StoreError) in
            try batch.forEach { (entry, bytes) throws(StoreError) in
                let arrival = Arrival(
                    time: entry.arrival, port: entry.port,
                    isTruncated: entry.content == .truncated, isSpans: entry.content == .spans)
                try insert(arrival, bytes)
            }
        }
    }
}
