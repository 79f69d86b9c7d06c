import CLinuxShims
import Glibc
import Synchronization

/// Receives datagrams on a thread of its own and leaves them in a mailbox.
///
/// The thread does nothing else: it never decodes, writes or waits for anyone but the kernel and
/// a full mailbox.
public final class DatagramReceiver: Sendable {
    /// How the receiving ended.
    public struct Outcome: Sendable {
        /// Datagrams longer than what could be read of them.
        public var truncated = 0
        /// Whether datagrams still came when `mostLinger` was over.
        public var wasCut = false
        /// Why receiving stopped before it was asked to.
        public var failure: CaptureError?
    }

    /// As much as the kernel may queue while the receiver is kept from running, in bytes: the
    /// system doubles it for its own bookkeeping.
    ///
    /// An unprivileged process gets what net.core.rmem_max allows.
    static let receiveBufferSize: Int32 = 128 << 20
    /// No UDP datagram is longer.
    static let longestDatagram = 65_535
    /// Datagrams a system call.
    static let batchCount = 256
    /// When datagrams come faster than one at a time, the next call waits this long, in
    /// microseconds, so that it gets many: waking up for each few took half of the receiver's time,
    /// and a sixth of the sender's.
    ///
    /// The kernel's queue must hold what comes in the meantime.
    static let nap: useconds_t = 1_000
    static let leastBufferForNaps = 4 << 20
    /// An orphan that never stops sending is not listened to for longer than this, in
    /// milliseconds, after `finish`.
    static let mostLinger: Int64 = 10_000
    /// The last look for datagrams takes no longer, in milliseconds, whoever sends meanwhile.
    private static let mostLastLook: Int64 = 1_000

    public let address: SocketAddress
    /// The size of the kernel's queue, in bytes, its own bookkeeping included.
    public let receiveBufferSize: Int

    private let socket: UDPSocket
    private let marker: UDPSocket
    private let napsUnderLoad: Bool
    private let mailbox: Mailbox
    private let lingerRequest = Atomic<Int64>(-1)
    private let isStopped = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)
    private let outcome = Locked(Outcome())
    private let whenQuiet = Locked<(@Sendable () -> Void)?>(nil)

    /// Binds `address`.
    ///
    /// Nothing is lost from here on; `run` moves it to the mailbox.
    public init(boundTo address: SocketAddress, into mailbox: Mailbox) throws(CaptureError) {
        socket = try UDPSocket.bound(to: address)
        socket.growReceiveBuffer(to: Self.receiveBufferSize)
        receiveBufferSize = socket.receiveBufferSize()
        napsUnderLoad = receiveBufferSize >= Self.leastBufferForNaps
        self.address = socket.address
        marker = try UDPSocket.connected(to: socket.address.reachable)
        self.mailbox = mailbox
    }

    /// How many datagrams the kernel dropped so far for want of room; `nil` where it does not say.
    public func kernelDrops() -> Int? { socket.kernelDrops() }

    /// Receives until `finish` is called, then until none has come for the time it gave; closes the
    /// mailbox in the end, and the relay.
    ///
    /// For a thread of its own.
    public func run(relayingBy relay: DatagramRelay? = nil) {
        if relay != nil { socket.askForHopsLeft() }
        defer {
            mailbox.close()
            relay?.close()
            ended.store(true, ordering: .releasing)
        }
        guard
            let buffers = csm_receive_buffers_create(Self.batchCount, Self.longestDatagram)
        else {
            outcome.withLock { $0.failure = CaptureError("receive datagrams", code: ENOMEM) }
            return
        }
        defer { csm_receive_buffers_destroy(buffers) }
        while lingerRequest.load(ordering: .acquiring) < 0 {
            let count = receive(into: buffers, relay, waits: true)
            if count < 0 { return }
            if count > 1, count < Self.batchCount, napsUnderLoad { usleep(Self.nap) }
        }
        guard linger(buffers, relay) else { return }
        whenQuiet.withLock { $0 }?()
        takeRest(buffers, relay)
    }

    /// Makes `run` end: it takes what the kernel holds, then waits until no datagram has come for
    /// `linger` milliseconds.
    ///
    /// `whenQuiet` is called then, before a last look: whoever it finds to have ended has left all
    /// that it sent to the kernel.
    public func finish(
        lingerMilliseconds linger: Int64, whenQuiet: (@Sendable () -> Void)? = nil
    ) {
        if let whenQuiet { self.whenQuiet.withLock { $0 = whenQuiet } }
        lingerRequest.store(linger, ordering: .releasing)
        // The thread sleeps in the kernel until a datagram comes, so it gets one. If the queue is
        // too full for it the thread is not asleep.
        send(marker.descriptor, nil, 0, 0)
    }

    /// After `finish`: makes `run` end at once, although datagrams may still come.
    public func stop() { isStopped.store(true, ordering: .releasing) }

    public func result() -> Outcome { outcome.withLock { $0 } }

    /// Moves what has come to the mailbox, and to the relay, and returns how many datagrams that
    /// were, or -1 when the socket failed.
    private func receive(
        into buffers: OpaquePointer, _ relay: DatagramRelay?, waits: Bool
    ) -> Int {
        let count = Int(csm_receive(socket.descriptor, buffers, waits ? 1 : 0))
        guard count > 0 else {
            if count == 0 || [EINTR, EAGAIN, EWOULDBLOCK].contains(errno) { return 0 }
            let failure = CaptureError("receive datagrams")
            outcome.withLock { $0.failure = failure }
            return -1
        }
        var moved = Moved()
        relay?.offer { batch in moved = move(count, of: buffers, to: &batch) }
        mailbox.deposit { batch in moved = move(count, of: buffers, to: &batch) }
        if moved.truncated > 0 { outcome.withLock { $0.truncated += moved.truncated } }
        return moved.datagrams
    }

    private struct Moved {
        var datagrams = 0
        var truncated = 0
    }

    /// Appends the last `count` datagrams received to `batch`, but for the one that ends it all.
    private func move(
        _ count: Int, of buffers: OpaquePointer, to batch: inout DatagramBatch
    ) -> Moved {
        let now = Clock.realtime()
        var moved = Moved()
        for index in 0..<count {
            let received = csm_received_at(buffers, index)
            if received.port == marker.address.port, received.length == 0 { continue }
            moved.datagrams += 1
            moved.truncated += Int(received.truncated)
            batch.append(
                DatagramBatch.Entry(
                    length: Int32(received.length), port: received.port,
                    content: received.truncated != 0 ? .truncated : .datagram,
                    hopsLeft: received.hops_left,
                    arrival: received.arrival_ns == 0 ? now : received.arrival_ns),
                UnsafeBufferPointer(start: received.bytes, count: Int(received.length)))
        }
        return moved
    }

    /// Whether `run` is over.
    public var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// Takes what comes until nothing does for the time that was asked for; false if that never was
    /// so.
    private func linger(_ buffers: OpaquePointer, _ relay: DatagramRelay?) -> Bool {
        let start = Clock.monotonicMilliseconds()
        var lastArrival = start
        while true {
            let count = receive(into: buffers, relay, waits: false)
            if count < 0 { return false }
            let now = Clock.monotonicMilliseconds()
            let milliseconds = lingerRequest.load(ordering: .acquiring)
            if count > 0 { lastArrival = now }
            if now - start > Self.mostLinger + milliseconds || isStopped.load(ordering: .acquiring)
            {
                outcome.withLock { $0.wasCut = count > 0 }
                return count == 0
            }
            if count > 0 { continue }
            let remaining = milliseconds - (now - lastArrival)
            if remaining <= 0 { return true }
            var request = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&request, 1, Int32(clamping: min(remaining, 100)))
        }
    }

    private func takeRest(_ buffers: OpaquePointer, _ relay: DatagramRelay?) {
        let start = Clock.monotonicMilliseconds()
        while receive(into: buffers, relay, waits: false) > 0 {
            if Clock.monotonicMilliseconds() - start > Self.mostLastLook { return }
        }
    }
}
