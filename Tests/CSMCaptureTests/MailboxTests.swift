import CSMTestSupport
import Glibc
import Testing

@testable import CSMCapture

private func entry(_ bytes: [UInt8], port: UInt16 = 1) -> DatagramBatch.Entry {
    DatagramBatch.Entry(length: Int32(bytes.count), port: port, arrival: 0)
}

private func deposit(_ bytes: [UInt8], port: UInt16 = 1, in mailbox: Mailbox) {
    mailbox.deposit { batch in
        bytes.withUnsafeBufferPointer { batch.append(entry(bytes, port: port), $0) }
    }
}

struct MailboxTests {
    @Test func `hands over what was deposited, in order, then ends`() throws {
        let mailbox = try Mailbox(capacity: 1 << 20)
        let datagrams: [[UInt8]] = [[1], [], [2, 3], Array(repeating: 9, count: 65_507)]
        for datagram in datagrams { deposit(datagram, in: mailbox) }
        mailbox.close()
        var taken: [[UInt8]] = []
        while let batch = mailbox.take(pause: 0, enough: 1) {
            batch.forEach { taken.append(Array($1)) }
            mailbox.recycle(batch)
        }
        #expect(taken == datagrams)
        #expect(mailbox.fill == 0)
    }

    @Test func `a reader that sleeps is woken by a deposit and by the end`() throws {
        let mailbox = try Mailbox(capacity: 1 << 20)
        let seen = Locked<[UInt8]>([])
        let reader = try Thread {
            while let batch = mailbox.take(pause: 10, enough: 1) {
                batch.forEach { _, bytes in seen.withLock { $0 += bytes } }
            }
        }
        deposit([7], in: mailbox)
        #expect(RunningProgram.eventually { seen.withLock { $0 } == [7] })
        mailbox.close()
        reader.join()
    }

    /// The writer must wait, not drop, and every datagram must come through whole.
    @Test func `a full mailbox holds its writer up and loses nothing`() throws {
        let mailbox = try Mailbox(capacity: 64 << 10)
        let count = 50_000
        let writer = try Thread {
            for index in 0..<count {
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: index % 100)
                deposit(bytes, port: UInt16(truncatingIfNeeded: index), in: mailbox)
            }
            mailbox.close()
        }
        var index = 0
        var isIntact = true
        while let batch = mailbox.take(pause: 1, enough: 4_096) {
            batch.forEach { entry, bytes in
                isIntact =
                    isIntact && entry.port == UInt16(truncatingIfNeeded: index)
                    && bytes.count == index % 100
                    && bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) }
                index += 1
            }
            mailbox.recycle(batch)
        }
        writer.join()
        #expect(index == count)
        #expect(isIntact)
    }
}
