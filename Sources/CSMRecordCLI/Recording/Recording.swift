import CSMCapture
import ChildCommand
import SessionStore

/// A recording under way: a thread that receives, a thread that stores, a mailbox between them.
struct Recording: ~Copyable {
    /// How much may wait to be stored, in bytes: the most of the memory a flood takes.
    private static let mailboxCapacity = 256 << 20

    /// In milliseconds.
    private static let longLinger = 200

    let address: SocketAddress
    private let receiver: DatagramReceiver
    private let writer: SessionWriter
    private let receiving: Thread
    private let writing: Thread

    /// Begins to record into `recorder` what comes to `receiver`, which fills `mailbox`.
    private init(
        _ receiver: DatagramReceiver, _ mailbox: Mailbox, _ recorder: sending SessionRecorder
    ) throws(CaptureError) {
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
    static func begin(
        _ session: SessionDescription, in database: String, at host: String, _ port: PortChoice,
        _ talk: Talk
    ) throws -> Recording {
        do {
            let mailbox = try Mailbox(capacity: mailboxCapacity)
            let receiver = try bind(host, port, mailbox, talk)
            let recorder = try SessionRecorder(session, at: database)
            talk.explain(
                "listening on \(receiver.address), receive buffer \(receiver.receiveBufferSize) bytes"
            )
            if !recorder.hasWriteAheadLog {
                talk.say(
                    "\(database) is on a file system without write-ahead logs, so readers will wait"
                )
            }
            talk.explain("recording session \(session.id) into \(database)")
            return try Recording(receiver, mailbox, recorder)
        } catch let error as CaptureError {
            throw Failure(error)
        } catch let error as StoreError {
            throw Failure(error)
        }
    }

    private static func bind(
        _ host: String, _ port: PortChoice, _ mailbox: Mailbox, _ talk: Talk
    ) throws(CaptureError) -> DatagramReceiver {
        func receiver(_ port: UInt16) throws(CaptureError) -> DatagramReceiver {
            try DatagramReceiver(boundTo: SocketAddress(host: host, port: port), into: mailbox)
        }
        switch port {
        case .exactly(let port): return try receiver(port)
        case .auto:
            do {
                return try receiver(PortChoice.standard)
            } catch  where error.isAddressInUse {
                let free = try receiver(0)
                talk.say("port \(PortChoice.standard) is taken, listening on \(free.address)")
                return free
            }
        }
    }

    /// Takes what the kernel still holds, waits until no datagram has come for `linger`, stores
    /// everything and ends the session as of now.
    ///
    /// Ctrl-C and the like end the waiting, not the storing.
    consuming func finish(
        linger: TimeSpan, exitCode: Int32?, exitSignal: Int32?, _ signals: ForegroundSignals
    ) -> RecordingOutcome {
        let endedAt = Clock.realtime() / 1_000
        let writer = writer
        receiver.finish(lingerMilliseconds: linger.milliseconds)
        // A short wait is over before anybody could want to end it.
        if linger.milliseconds > Self.longLinger {
            while !receiver.hasEnded {
                if signals.isInterrupted(withinMilliseconds: 20) {
                    receiver.finish(lingerMilliseconds: 0)
                    break
                }
            }
        }
        join()
        return writer.finish(endedAt: endedAt, exitCode: exitCode, exitSignal: exitSignal)
    }

    /// Ends the recording and takes its session away.
    consuming func discard() {
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
