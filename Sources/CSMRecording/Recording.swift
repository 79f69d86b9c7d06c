public import CSMCapture
public import SessionStore

/// A recording under way: a thread that receives, a thread that stores, a mailbox between them.
public struct Recording: ~Copyable {
    /// How much may wait to be stored, in bytes: the most of the memory a flood takes.
    private static let mailboxCapacity = 256 << 20

    /// In milliseconds.
    private static let longLinger = 200

    public let address: SocketAddress
    /// The size of the kernel's queue, in bytes, its own bookkeeping included.
    public let receiveBufferSize: Int
    /// Whether the database has a write-ahead log; without one, readers wait.
    public let hasWriteAheadLog: Bool
    private let receiver: DatagramReceiver
    private let writer: SessionWriter
    private let receiving: Thread
    private let writing: Thread

    /// Begins to record into `recorder` what comes to `receiver`, which fills `mailbox`.
    private init(
        _ receiver: DatagramReceiver, _ mailbox: Mailbox, _ recorder: sending SessionRecorder
    ) throws(CaptureError) {
        hasWriteAheadLog = recorder.hasWriteAheadLog
        receiveBufferSize = receiver.receiveBufferSize
        let writer = SessionWriter(recorder, storing: mailbox, from: receiver)
        address = receiver.address
        let receiving = try Thread { receiver.run() }
        let writing = try Thread { writer.run() }
        self.receiving = receiving
        self.writing = writing
        self.receiver = receiver
        self.writer = writer
    }

    /// Binds the port and opens the database, then begins.
    ///
    /// Throws `CaptureError` or `StoreError`.
    public static func begin(
        _ session: SessionDescription, in database: String, at host: String, _ port: ListeningPort
    ) throws -> Recording {
        let mailbox = try Mailbox(capacity: mailboxCapacity)
        let receiver = try bind(host, port, mailbox)
        let recorder = try SessionRecorder(session, at: database)
        return try Recording(receiver, mailbox, recorder)
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
            do {
                return try receiver(ListeningPort.standard)
            } catch  where error.isAddressInUse {
                return try receiver(0)
            }
        }
    }

    /// Takes what the kernel still holds, waits until no datagram has come for `linger`
    /// milliseconds, stores everything and ends the session as of now.
    ///
    /// `findLeft` looks for processes that outlived the command, once nothing comes any more: who
    /// only took a little longer to end has lost nothing. `isInterrupted` waits that many
    /// milliseconds for Ctrl-C and the like, which end the waiting, not the storing.
    public consuming func finish(
        linger: Int64, exitCode: Int32?, exitSignal: Int32?,
        findLeft: @escaping @Sendable () -> LeftProcesses? = { nil },
        isInterrupted: (_ withinMilliseconds: Int) -> Bool
    ) -> RecordingOutcome {
        let endedAt = Clock.realtime() / 1_000
        let writer = writer
        let left = Once(findLeft)
        receiver.finish(lingerMilliseconds: linger) { _ = left.value }
        // A short wait is over before anybody could want to end it.
        if linger > Self.longLinger {
            while !receiver.hasEnded {
                if isInterrupted(20) {
                    receiver.finish(lingerMilliseconds: 0)
                    break
                }
            }
        }
        join()
        return writer.finish(
            endedAt: endedAt, exitCode: exitCode, exitSignal: exitSignal, left: left.value)
    }

    /// Ends the recording and takes its session away.
    public consuming func discard() {
        let writer = writer
        receiver.finish(lingerMilliseconds: 0)
        join()
        writer.discard()
    }

    private consuming func join() {
        receiving.join()
        writing.join()
    }
}
