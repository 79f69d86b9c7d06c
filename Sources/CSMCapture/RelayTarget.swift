import CLinuxShims
import Glibc

/// A listener that a relay sends to.
///
/// `send` is for one thread.
final class RelayTarget: Sendable {
    private struct State: Sendable {
        var unsent = 0
        /// Why the first of them was not sent.
        var reason = ""
        /// One datagram a call, for only then it is known which of them was refused.
        var goesOneByOne = true
        /// Whether a call for many ended early, for a reason that the system keeps to itself.
        var endedEarly = false
        var hops: Int32 = 0
    }

    static let noRoom = "they arrived faster than they could be sent"
    /// How many one system call sends at most.
    private static let mostTogether = 64
    /// How long to wait until the system takes more, in milliseconds.
    private static let patience: Int32 = 100
    /// How often a datagram is sent on from one relay to the next: listeners that forward to each
    /// other in a ring would do so for ever.
    ///
    /// It is the limit of hops that says how often that was, for the bytes are not ours to change;
    /// no system starts with fewer.
    static let mostHops: Int32 = 32
    static let ring = "they were forwarded in a loop"

    /// A socket that can be missing.
    private final class Way: Sendable {
        let socket: UDPSocket
        init(_ socket: consuming UDPSocket) { self.socket = socket }
    }

    let address: SocketAddress
    private let way: Way?
    private let state: Locked<State>

    init(_ address: SocketAddress) {
        self.address = address
        var state = State()
        do throws(CaptureError) {
            let socket = try UDPSocket.connected(to: address)
            socket.neverWait()
            way = Way(socket)
        } catch {
            state.reason = error.reason
            way = nil
        }
        self.state = Locked(state)
    }

    /// What did not reach it; `unheld` datagrams never came as far as `send`.
    ///
    /// Waits while a batch is being sent.
    func shortfall(withUnheld unheld: Int) -> DatagramRelay.Shortfall? {
        state.withLock { state in
            guard state.unsent + unheld > 0 else { return nil }
            return DatagramRelay.Shortfall(
                target: address, datagrams: state.unsent + unheld,
                reason: state.reason.isEmpty ? Self.noRoom : state.reason)
        }
    }

    private static func count(_ datagrams: Int, _ reason: String, _ state: inout State) {
        if state.reason.isEmpty { state.reason = reason }
        state.unsent += datagrams
    }

    /// Sends a batch, in order, without the rest of it once it is late.
    func send(_ batch: DatagramBatch, isLate: () -> Bool) {
        state.withLock { state in
            guard let way else { return state.unsent += batch.entries.count }
            var offset = 0
            var rest = batch.entries[...]
            batch.withBytes { bytes in
                while let first = rest.first {
                    let alike = rest.prefix { $0.hopsLeft == first.hopsLeft }
                    rest = rest[alike.endIndex...]
                    let lengths = alike.map { UInt32($0.length) }
                    send(
                        bytes.baseAddress.map { $0 + offset }, lengths, from: first.hopsLeft,
                        by: way, &state, isLate)
                    offset += lengths.reduce(0) { $0 + Int($1) }
                }
            }
        }
    }

    /// Sends datagrams that came with so many hops left.
    private func send(
        _ bytes: UnsafePointer<UInt8>?, _ lengths: [UInt32], from hopsLeft: UInt8,
        by way: Way, _ state: inout State, _ isLate: () -> Bool
    ) {
        let hops = hopsLeft == 0 ? Self.mostHops : min(Int32(hopsLeft) - 1, Self.mostHops)
        guard hops > 0 else { return Self.count(lengths.count, Self.ring, &state) }
        if hops != state.hops { way.socket.limitHops(to: hops) }
        state.hops = hops
        var first = 0
        var offset = 0
        while first < lengths.count {
            guard !isLate() else {
                return Self.count(lengths.count - first, Self.noRoom, &state)
            }
            let count = state.goesOneByOne ? 1 : min(Self.mostTogether, lengths.count - first)
            let done = lengths.withUnsafeBufferPointer {
                attempt(
                    bytes.map { $0 + offset }, $0.baseAddress.map { $0 + first }, count, by: way,
                    &state)
            }
            for length in lengths[first..<first + done] { offset += Int(length) }
            first += done
        }
    }

    /// One system call and what it means; returns how many datagrams are dealt with.
    private func attempt(
        _ bytes: UnsafePointer<UInt8>?, _ lengths: UnsafePointer<UInt32>?, _ count: Int,
        by way: Way, _ state: inout State
    ) -> Int {
        let sent = Int(csm_send(way.socket.descriptor, bytes, lengths, count))
        let code = sent < 0 ? errno : way.socket.takeError()
        defer { state.goesOneByOne = code != 0 || sent < count }
        guard code != 0 else {
            state.endedEarly = sent < count
            return sent
        }
        if code == EINTR { return 0 }
        if code == EAGAIN, way.socket.hasRoom(withinMilliseconds: Self.patience) { return 0 }
        // What ended a call for many was then the refusal of the last one it sent.
        let unsent = code == ECONNREFUSED && state.endedEarly ? 2 : 1
        state.endedEarly = false
        Self.count(
            unsent, code == EAGAIN ? Self.noRoom : String(cString: strerror(code)), &state)
        // An error of the call itself has not sent its datagram; a refusal is the last one's.
        return sent < 0 ? (code == ECONNREFUSED ? 0 : 1) : sent
    }
}
