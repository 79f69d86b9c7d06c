import Glibc

/// Where the receiving thread leaves datagrams for the one that stores them: bounded, in order,
/// handed over by the batch.
///
/// When it is full the receiver waits, so that further datagrams queue in the kernel's buffer; if
/// that overflows too, the kernel counts what it drops.
public final class Mailbox: Sendable {
    private struct State: Sendable {
        /// The batch being filled; the ones before it are full.
        var open = DatagramBatch()
        var full: [DatagramBatch] = []
        /// How many of `full` were taken; they go when all are.
        var taken = 0
        /// Emptied batches, to be filled again: fresh memory costs page faults.
        var spare: [DatagramBatch] = []
        var heldBytes = 0
        /// How many may still deposit something.
        var writers: Int
        var isClosed: Bool { writers <= 0 }
        /// How many bytes wake the reader.
        var readerWaitsFor = Int.max
        var isWriterWaiting = false
    }

    /// A batch is full at this size, in bytes.
    static let batchSize = 4 << 20
    private static let spareBatches = 4
    /// Between two looks for room, in microseconds.
    private static let pause: useconds_t = 1_000

    public let capacity: Int
    private let state: Locked<State>
    private let readerWakeup: Wakeup
    private let writerWakeup: Wakeup

    /// A mailbox for at most `capacity` bytes, and one receive more, closed once each of `writers`
    /// has closed it.
    public init(capacity: Int, writers: Int = 1) throws(CaptureError) {
        self.capacity = capacity
        state = Locked(State(writers: writers))
        readerWakeup = try Wakeup()
        writerWakeup = try Wakeup()
    }

    /// Adds what `fill` appends to the batch it is given, waiting first while the mailbox is full.
    func deposit(_ fill: (inout DatagramBatch) -> Void) {
        waitForRoom()
        add(fill)
    }

    /// The same, but adds nothing while the mailbox is full.
    ///
    /// Returns whether it did.
    func depositIfRoom(_ fill: (inout DatagramBatch) -> Void) -> Bool {
        guard state.withLock({ $0.heldBytes < capacity }) else { return false }
        add(fill)
        return true
    }

    private func add(_ fill: (inout DatagramBatch) -> Void) {
        let wakesReader = state.withLock { state in
            let before = state.open.size
            fill(&state.open)
            state.heldBytes += state.open.size - before
            if state.open.size >= Self.batchSize {
                state.full.append(state.open)
                state.open = state.spare.popLast() ?? DatagramBatch()
            }
            guard state.heldBytes >= state.readerWaitsFor else { return false }
            state.readerWaitsFor = .max
            return true
        }
        if wakesReader { readerWakeup.wake() }
    }

    private func waitForRoom() {
        while true {
            let isFull = state.withLock { state in
                state.isWriterWaiting = state.heldBytes >= capacity
                return state.isWriterWaiting
            }
            guard isFull else { return }
            writerWakeup.sleep(milliseconds: -1)
        }
    }

    /// Adds what was made of spans, beside the datagrams that a receiver adds.
    ///
    /// `arrival` is in nanoseconds since 1970.
    public func deposit(spans lines: [[UInt8]], arrival: Int64) {
        // There is one writer that `waitForRoom` can wake, the receiver.
        while !depositIfRoom({ batch in
            for bytes in lines {
                let entry = DatagramBatch.Entry(
                    length: Int32(bytes.count), port: 0, content: .spans, arrival: arrival)
                bytes.withUnsafeBufferPointer { batch.append(entry, $0) }
            }
        }) {
            usleep(Self.pause)
        }
    }

    /// One of the writers has nothing more to add.
    public func close() {
        state.withLock { $0.writers -= 1 }
        readerWakeup.wake()
    }

    /// The oldest batch, once there is anything and `pause` milliseconds have passed, or `enough`
    /// bytes are there, or the mailbox is closed; `nil` when it is closed and empty.
    ///
    /// The pause lets a trickle of datagrams become one transaction. Give the batch back with
    /// `recycle`.
    public func take(pause: Int32, enough: Int) -> DatagramBatch? {
        while !hasBytes(1) { readerWakeup.sleep(milliseconds: -1) }
        if !hasBytes(enough) { readerWakeup.sleep(milliseconds: pause) }
        let (batch, wakesWriter) = state.withLock { state in
            let batch = Self.oldest(&state)
            state.heldBytes -= batch?.size ?? 0
            state.readerWaitsFor = .max
            defer { state.isWriterWaiting = false }
            return (batch, state.isWriterWaiting)
        }
        if wakesWriter { writerWakeup.wake() }
        return batch
    }

    /// Whether that many bytes, or none any more, are to come; if not, they will wake the reader.
    private func hasBytes(_ bytes: Int) -> Bool {
        state.withLock { state in
            state.readerWaitsFor = bytes
            return state.heldBytes >= bytes || state.isClosed
        }
    }

    public var isClosed: Bool { state.withLock { $0.isClosed } }

    private static func oldest(_ state: inout State) -> DatagramBatch? {
        if state.taken < state.full.count {
            var batch = DatagramBatch()
            swap(&batch, &state.full[state.taken])
            state.taken += 1
            return batch
        }
        state.full.removeAll(keepingCapacity: true)
        state.taken = 0
        guard !state.open.entries.isEmpty else { return nil }
        var batch = state.spare.popLast() ?? DatagramBatch()
        swap(&batch, &state.open)
        return batch
    }

    /// Gives a stored batch's memory back.
    public func recycle(_ batch: consuming DatagramBatch) {
        batch.removeAll()
        let emptied = batch
        state.withLock { if $0.spare.count < Self.spareBatches { $0.spare.append(emptied) } }
    }

    /// How much of its capacity is in use, 0 to 1 and a little more.
    public var fill: Double { Double(state.withLock { $0.heldBytes }) / Double(capacity) }
}
