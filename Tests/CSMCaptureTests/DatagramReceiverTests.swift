import CSMTestSupport
import Glibc
import Testing

@testable import CSMCapture

/// A receiver at work, its mailbox emptied by a thread of its own.
private func receive(
    linger: Int64 = 0, host: String = "127.0.0.1", napping: Bool = true,
    _ body: (SocketAddress) throws -> Void
) throws -> (datagrams: [[UInt8]], receiver: DatagramReceiver) {
    let mailbox = try Mailbox(capacity: 64 << 20)
    let receiver = try DatagramReceiver(
        boundTo: SocketAddress(host: host, port: 0), into: mailbox)
    let datagrams = Locked<[[UInt8]]>([])
    let receiving = try Thread { receiver.run() }
    let storing = try Thread {
        while let batch = mailbox.take(pause: 1, enough: 1 << 16) {
            batch.forEach { _, bytes in datagrams.withLock { $0.append(Array(bytes)) } }
            mailbox.recycle(batch)
        }
    }
    try body(receiver.address)
    receiver.finish(lingerMilliseconds: linger)
    receiving.join()
    storing.join()
    return (datagrams.withLock { $0 }, receiver)
}

private func send(_ datagrams: [[UInt8]], to address: SocketAddress) throws {
    let sender = try DatagramSender(to: address)
    try sender.send(datagrams.flatMap { $0 }, lengths: datagrams.map { UInt32($0.count) })
}

struct DatagramReceiverTests {
    @Test(arguments: ["127.0.0.1", "0.0.0.0", "::1"])
    func `receives every datagram as it was sent`(host: String) throws {
        let sent: [[UInt8]] =
            [[], Array("x".utf8)] + (0..<2_000).map { [UInt8](repeating: 1, count: $0 % 900) }
            + [[UInt8](repeating: 2, count: 65_507)]
        let (received, receiver) = try receive(host: host) { address in
            let target = SocketAddress(
                host: host == "0.0.0.0" ? "127.0.0.1" : host, port: address.port)
            try send(sent, to: target)
        }
        #expect(received == sent)
        #expect(receiver.kernelDrops() == 0)
        #expect(receiver.result().truncated == 0)
        #expect(receiver.result().failure == nil)
    }

    @Test func `takes what the kernel holds although it is told to end at once`() throws {
        let mailbox = try Mailbox(capacity: 64 << 20)
        let receiver = try DatagramReceiver(
            boundTo: SocketAddress(host: "127.0.0.1", port: 0), into: mailbox)
        let sent = (0..<20_000).map { _ in [UInt8](repeating: 3, count: 400) }
        // Nobody receives yet: all of it waits in the kernel.
        try send(sent, to: receiver.address)
        receiver.finish(lingerMilliseconds: 0)
        let receiving = try Thread { receiver.run() }
        receiving.join()
        var received = 0
        while let batch = mailbox.take(pause: 0, enough: 1) {
            received += batch.entries.count
            mailbox.recycle(batch)
        }
        #expect(received == sent.count)
    }

    @Test func `waits for stragglers until it has been quiet for the linger time`() throws {
        // Each comes within the linger time of the one before, the last one later than that.
        let script = "for n in 1 2 3 4; do sleep 0.15; printf x >/dev/udp/127.0.0.1/$PORT; done"
        var sender: RunningProgram?
        let (received, _) = try receive(linger: 2_000) { address in
            sender = try Program.start(
                "/bin/bash", ["-c", script], environment: ["PORT": String(address.port)])
        }
        _ = sender?.finish()
        #expect(received.count == 4)
    }

    @Test func `counts what the kernel dropped`() throws {
        let mailbox = try Mailbox(capacity: 1 << 30)
        let receiver = try DatagramReceiver(
            boundTo: SocketAddress(host: "127.0.0.1", port: 0), into: mailbox)
        // More than the largest receive buffer holds, and nobody receives.
        let count = receiver.receiveBufferSize / 60_000 + 200
        let sent = (0..<100).map { _ in [UInt8](repeating: 5, count: 60_000) }
        for _ in 0..<(count / 100 + 1) { try send(sent, to: receiver.address) }
        let total = (count / 100 + 1) * 100
        receiver.finish(lingerMilliseconds: 0)
        let receiving = try Thread { receiver.run() }
        receiving.join()
        var received = 0
        while let batch = mailbox.take(pause: 0, enough: 1) { received += batch.entries.count }
        let drops = try #require(receiver.kernelDrops())
        #expect(drops > 0)
        // The datagram that ends the receiving finds no room either.
        #expect(received + drops == total + 1 || received + drops == total)
    }

    @Test func `a taken port says so`() throws {
        let mailbox = try Mailbox(capacity: 1 << 20)
        let first = try DatagramReceiver(
            boundTo: SocketAddress(host: "127.0.0.1", port: 0), into: mailbox)
        let error = #expect(throws: CaptureError.self) {
            _ = try DatagramReceiver(boundTo: first.address, into: mailbox)
        }
        #expect(error?.isAddressInUse == true)
        #expect(error?.description == "cannot listen on \(first.address): Address already in use")
    }

    @Test(arguments: ["nonsense", "192.0.2.1", "localhost"])
    func `an address that is not this machine's is refused`(host: String) throws {
        let mailbox = try Mailbox(capacity: 1 << 20)
        #expect(throws: CaptureError.self) {
            _ = try DatagramReceiver(boundTo: SocketAddress(host: host, port: 0), into: mailbox)
        }
    }
}
