public import CSMCapture
public import SessionStore

/// A recording under way: a thread that receives, a thread that stores, a mailbox between them, and
/// perhaps a thread that sends what was received on to other listeners.
public struct Recording: ~Copyable {
    /// How much may wait to be stored, in bytes: the most of the memory a flood takes.
    private static let mailboxCapacity = 512 << 20

    /// Between two looks whether a recording has ended, in milliseconds: short where most end.
    private static let shortPause = 1
    private static let longPause = 20

    public let address: SocketAddress
    /// Where spans are received, on loopback; `nil` where none are.
    public let spanPort: UInt16?
    /// The size of the kernel's queue, in bytes, its own bookkeeping included.
    public let receiveBufferSize: Int
    /// Whether the database has a write-ahead log; without one, readers wait.
    public let hasWriteAheadLog: Bool
    /// In microseconds since 1970.
    private let startedAt: Int64
    /// The same moment by a clock that nobody sets.
    private let origin: Int64
    private let receiver: DatagramReceiver
    private let writer: SessionWriter
    private let relay: DatagramRelay?
    private let spans: SpanReceiver?
    private let receiving: Thread
    private let writing: Thread
    private let relaying: Thread?

    /// Begins to record into `recorder` what comes to `receiver`, which fills `mailbox`.
    private init(
        _ receiver: DatagramReceiver, _ mailbox: Mailbox, _ relay: DatagramRelay?,
        _ spans: SpanReceiver?, _ recorder: sending SessionRecorder, since begin: Int64
    ) throws(CaptureError) {
        startedAt = recorder.description.startedAt
        origin = begin
        hasWriteAheadLog = recorder.hasWriteAheadLog
        receiveBufferSize = receiver.receiveBufferSize
        let writer = SessionWriter(recorder, storing: mailbox, from: receiver, and: spans)
        address = receiver.address
        spanPort = spans?.port
        // What cannot be recorded leaves no session.
        let receiving: Thread
        do {
            receiving = try Thread { receiver.run(relayingBy: relay) }
        } catch {
            spans?.finish()
            writer.discard()
            throw error
        }
        let writing: Thread
        do {
            writing = try Thread { writer.run() }
        } catch {
            receiver.finish(lingerMilliseconds: 0)
            spans?.finish()
            receiving.join()
            writer.discard()
            throw error
        }
        do {
            relaying = if let relay { try Thread { relay.run() } } else { nil }
        } catch {
            receiver.finish(lingerMilliseconds: 0)
            spans?.finish()
            receiving.join()
            writing.join()
            writer.discard()
            throw error
        }
        self.relay = relay
        self.spans = spans
        self.receiving = receiving
        self.writing = writing
        self.receiver = receiver
        self.writer = writer
    }

    /// Binds the port and opens the database, then begins.
    ///
    /// What is received is sent on to `outer`, the recording that this one runs in, and to
    /// `targets`; to each listener once, however often it is named. Throws `CaptureError`,
    /// `OTLPServerError`, `RecordingError` or `StoreError`.
    public static func begin(
        _ session: SessionDescription, in database: String, at host: String, _ port: ListeningPort,
        within outer: SocketAddress? = nil, forwardingTo targets: [SocketAddress] = [],
        receivingSpans listening: SpanListening? = nil
    ) throws -> Recording {
        let begin = Clock.sinceBoot()
        let mailbox = try Mailbox(capacity: mailboxCapacity, writers: listening == nil ? 1 : 2)
        let receiver = try bind(host, port, mailbox)
        let relay = try relay(from: receiver.address, within: outer, to: targets)
        let spans = try listening.map { try SpanReceiver($0, into: mailbox) }
        let recorder: SessionRecorder
        do {
            recorder = try SessionRecorder(session, at: database, takesSpans: spans != nil)
        } catch {
            spans?.finish()
            throw error
        }
        return try Recording(receiver, mailbox, relay, spans, recorder, since: begin)
    }

    private static func relay(
        from own: SocketAddress, within outer: SocketAddress?, to targets: [SocketAddress]
    ) throws -> DatagramRelay? {
        if let target = targets.first(where: { $0.reaches(own) }) {
            throw RecordingError.forwardsToItself(target)
        }
        // An outer recording that has ended may have left its port to this one.
        let others = (outer.map { [$0] } ?? []).filter { !$0.reaches(own) }
        var unique: [SocketAddress] = []
        for target in others + targets where !unique.contains(where: target.reaches) {
            unique.append(target)
        }
        return unique.isEmpty ? nil : try DatagramRelay(to: unique)
    }

    private static func bind(
        _ host: String, _ port: ListeningPort, _ mailbox: Mailbox
    ) throws(CaptureError) -> DatagramReceiver {
        func receiver(_ port: UInt16) throws(CaptureError) -> DatagramReceiver {
            try DatagramReceiver(boundTo: SocketAddress(host: host, port: port), into: mailbox)
        }
        switch port {
        case .exactly(let port): return try receiver(port)
        case .auto:
            let found = try receiver(0)
            guard found.address.port == ListeningPort.standard else { return found }
            // Some systems count it among the free ones; while it is held, another one is found.
            return try withExtendedLifetime(found) { () throws(CaptureError) in try receiver(0) }
        }
    }

    /// Takes what the kernel still holds, waits until no datagram has come for `linger`
    /// milliseconds, stores everything and ends the session as of now.
    ///
    /// `findLeft` looks for processes that outlived the command, once nothing comes any more: who
    /// only took a little longer to end has lost nothing. `isInterrupted` waits that many
    /// milliseconds for Ctrl-C and the like, which end the waiting, be it for datagrams or for
    /// another program's lock, not the storing.
    public consuming func finish(
        linger: Int64, exitCode: Int32?, exitSignal: Int32?,
        findLeft: @escaping @Sendable () -> LeftProcesses? = { nil },
        isInterrupted: (_ withinMilliseconds: Int) -> Bool
    ) -> RecordingOutcome {
        // The system's clock may have been set since.
        let endedAt = startedAt + (Clock.sinceBoot() - origin) / 1_000
        let (receiver, writer, relay, spans) = (receiver, writer, relay, spans)
        let left = Once(findLeft)
        receiver.finish(lingerMilliseconds: linger) { _ = left.value }
        spans?.stop(lingerMilliseconds: linger)
        Self.wait(isInterrupted, until: { receiver.hasEnded && spans?.hasEnded ?? true }) {
            receiver.stop()
            spans?.hurry()
        }
        // Calls that both ways tell of are stored as CSM's, which so come first.
        if let spans {
            Self.wait({ _ in false }, until: { receiver.hasEnded && spans.hasEnded }) {}
            spans.finish()
        }
        Self.wait(isInterrupted, until: { writer.hasEnded }) { writer.stopWaiting() }
        join()
        var outcome = writer.finish(
            endedAt: endedAt, exitCode: exitCode, exitSignal: exitSignal, left: left.value,
            isInterrupted: isInterrupted)
        outcome.notForwarded = relay?.shortfalls() ?? []
        return outcome
    }

    /// Waits; when it is interrupted, whoever is waited for need not wait any longer.
    private static func wait(
        _ isInterrupted: (_ withinMilliseconds: Int) -> Bool, until hasEnded: () -> Bool,
        stop: () -> Void
    ) {
        var pause = shortPause
        while !hasEnded() {
            if isInterrupted(pause) { return stop() }
            pause = min(pause * 2, longPause)
        }
    }

    /// Ends the recording and takes its session away.
    public consuming func discard() {
        let writer = writer
        receiver.finish(lingerMilliseconds: 0)
        spans?.finish()
        join()
        writer.discard()
    }

    private consuming func join() {
        receiving.join()
        writing.join()
        if let relaying { relaying.join() }
    }
}
