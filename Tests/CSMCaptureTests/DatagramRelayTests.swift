import CSMTestSupport
import Glibc
import Testing

@testable import CSMCapture

struct DatagramRelayTests {
    /// Sends datagrams to a receiver with a relay; what the relay could not send on.
    private func relay(
        _ datagrams: [[UInt8]], to targets: [SocketAddress]
    ) throws -> [DatagramRelay.Shortfall] {
        let mailbox = try Mailbox(capacity: 64 << 20)
        let receiver = try DatagramReceiver(
            boundTo: SocketAddress(host: "127.0.0.1", port: 0), into: mailbox)
        let relay = try DatagramRelay(to: targets)
        let receiving = try Thread { receiver.run(relayingBy: relay) }
        let relaying = try Thread { relay.run() }
        try DatagramSender(to: receiver.address).send(
            datagrams.flatMap { $0 }, lengths: datagrams.map { UInt32($0.count) })
        receiver.finish(lingerMilliseconds: 0)
        receiving.join()
        relaying.join()
        return relay.shortfalls()
    }

    private let datagrams = (0..<5_000).map { [UInt8](repeating: UInt8($0 % 251), count: $0 % 700) }

    @Test func `every target gets every datagram, in order`() throws {
        let mailboxes = try (0..<2).map { _ in try Mailbox(capacity: 64 << 20) }
        let receivers = try mailboxes.map {
            try DatagramReceiver(boundTo: SocketAddress(host: "127.0.0.1", port: 0), into: $0)
        }
        #expect(try relay(datagrams, to: receivers.map(\.address)).isEmpty)
        for (receiver, mailbox) in zip(receivers, mailboxes) {
            // All of it waits in the kernel.
            receiver.finish(lingerMilliseconds: 0)
            receiver.run()
            var received: [[UInt8]] = []
            while let batch = mailbox.take(pause: 0, enough: 1) {
                batch.forEach { received.append(Array($1)) }
            }
            #expect(received == datagrams)
        }
    }

    @Test func `each datagram that nobody takes is counted, once`() throws {
        let closed = SocketAddress(host: "127.0.0.1", port: 1)
        let unreachable = SocketAddress(host: "nowhere", port: 1)
        let shortfalls = try relay(datagrams, to: [closed, unreachable])
        #expect(shortfalls.map(\.target) == [closed, unreachable])
        #expect(shortfalls.map(\.datagrams) == [5_000, 5_000])
        #expect(shortfalls.first?.reason == "Connection refused")
    }

    @Test func `a full relay holds nobody up, even while it sends`() throws {
        let relay = try DatagramRelay(to: [SocketAddress(host: "127.0.0.1", port: 1)], capacity: 1)
        @Sendable func one(_ batch: inout DatagramBatch) {
            let entry = DatagramBatch.Entry(length: 0, port: 1, arrival: 0)
            batch.append(entry, UnsafeBufferPointer(start: nil, count: 0))
        }
        relay.offer(one)
        let isSending = Locked(false)
        let maySend = Locked(false)
        let isOffered = Locked(false)
        let sending = try Thread {
            var batch = DatagramBatch()
            one(&batch)
            relay.targets[0].send(batch) {
                isSending.withLock { $0 = true }
                while !maySend.withLock({ $0 }) { usleep(1_000) }
                return false
            }
        }
        #expect(RunningProgram.eventually { isSending.withLock { $0 } })
        let receiving = try Thread {
            for _ in 0..<3 { relay.offer(one) }
            isOffered.withLock { $0 = true }
        }
        #expect(RunningProgram.eventually { isOffered.withLock { $0 } })
        maySend.withLock { $0 = true }
        sending.join()
        receiving.join()
        // One was refused, and three found no room.
        #expect(relay.shortfalls().map(\.datagrams) == [4])
    }
}
