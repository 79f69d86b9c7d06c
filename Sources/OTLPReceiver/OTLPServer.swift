import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
public import SpanEvents
import Synchronization

/// Receives OpenTelemetry's traces by HTTP (OTLP/HTTP, port 4318 by custom) on loopback, on a thread
/// of its own, and delivers them as events.
///
/// It answers at once, and never with what exporters try again, so that no program waits for it.
public final class OTLPServer: Sendable {
    /// Where exporters send by default.
    public static let standardPort: UInt16 = 4318
    /// Between two looks for calls that need not wait any longer.
    private static let tick = TimeAmount.milliseconds(100)
    /// Between two looks whether all has come.
    private static let pause = TimeAmount.milliseconds(2)
    /// A connection is accepted, and then its request read.
    private static let quietLooks = 3
    /// What is under way at the end, or never ends, is waited for no longer than this.
    private static let mostLinger = TimeAmount.seconds(10)

    public let port: UInt16
    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let listening: any Channel
    private let intake: NIOLoopBound<SpanIntake>
    private let counterBox = NIOLockedValueBox(SpanCounters())
    private let isHurried = Atomic(false)
    private let ended = Atomic(false)

    /// Listens on 127.0.0.1; port 0 is a free one.
    ///
    /// `deliver` gets what is complete, on the receiver's thread.
    public convenience init(
        port: UInt16, _ makeConverter: @escaping @Sendable () -> SpanConverter,
        deliver: @escaping @Sendable ([SpanGroup]) -> Void
    ) throws(OTLPServerError) {
        try self.init(port: port, limits: .ofProcess(), makeConverter, deliver: deliver)
    }

    init(
        port: UInt16, limits: ReceiverLimits,
        _ makeConverter: @escaping @Sendable () -> SpanConverter,
        deliver: @escaping @Sendable ([SpanGroup]) -> Void
    ) throws(OTLPServerError) {
        var made: MultiThreadedEventLoopGroup?
        do {
            let counters = counterBox
            let (group, intake, listening) = try OwnDescriptors.closedOnExec {
                let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
                made = group
                let loop = group.next()
                let intake = try loop.submit {
                    let intake = SpanIntake(
                        port: port, makeConverter(), limits: limits, counters,
                        deliver: deliver)
                    return NIOLoopBound(intake, eventLoop: loop)
                }.wait()
                return (group, intake, try Self.bind(port, on: group, intake))
            }
            let loop = group.next()
            let own = listening.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? port
            try loop.submit {
                intake.value.port = own
                loop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
                    intake.value.tick()
                }
            }.wait()
            self.group = group
            self.loop = loop
            self.listening = listening
            self.intake = intake
            self.port = own
        } catch {
            try? made?.syncShutdownGracefully()
            throw OTLPServerError(port: port, error)
        }
    }

    /// What became of the spans so far.
    public var counters: SpanCounters { counterBox.withLockedValue { $0 } }

    private static func bind(
        _ port: UInt16, on group: MultiThreadedEventLoopGroup, _ intake: NIOLoopBound<SpanIntake>
    ) throws -> any Channel {
        try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderListSize = 64 << 10
                    let pipeline = channel.pipeline.syncOperations
                    // Each request is answered when it ends, so answers need no further ordering.
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: false,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: limits)
                    try pipeline.addHandler(TraceRequestHandler(intake.value))
                }
            }
            .bind(host: "127.0.0.1", port: Int(port)).wait()
    }

    /// Makes the receiver end: it answers until nothing has come for `linger` milliseconds, no
    /// request is under way, and what the kernel holds is read.
    public func stop(lingerMilliseconds linger: Int64) {
        let begin = NIODeadline.now()
        loop.execute { self.look(since: begin, linger: .milliseconds(linger)) }
    }

    /// Looks whether all has come; `quietLooks` of them in a row found no more than `activities`.
    private func look(
        since begin: NIODeadline, linger: TimeAmount, activities: Int = -1, quietLooks: Int = 0
    ) {
        let intake = intake.value
        let quietLooks = intake.activities == activities ? quietLooks + 1 : 0
        let now = NIODeadline.now()
        let silence = now - NIODeadline.uptimeNanoseconds(intake.lastActivity)
        // Time does not tell: between two looks the thread may not have run. But the kernel was
        // asked, and what it holds would have come.
        let isQuiet =
            quietLooks >= Self.quietLooks && silence >= linger && !intake.connections.isAnyBusy
        let isLate =
            now - begin > Self.mostLinger + linger || isHurried.load(ordering: .acquiring)
        guard isQuiet || isLate else {
            let activities = intake.activities
            _ = loop.scheduleTask(in: Self.pause) {
                self.look(
                    since: begin, linger: linger, activities: activities, quietLooks: quietLooks)
            }
            return
        }
        listening.close(promise: nil)
        intake.connections.closeAll()
        ended.store(true, ordering: .releasing)
    }

    /// After `stop`: makes it end at once, although requests may be under way.
    public func hurry() { isHurried.store(true, ordering: .releasing) }

    /// Whether nothing is received any more.
    public var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// Delivers the calls that still wait, and ends the thread.
    ///
    /// For after `hasEnded`, or where what is received does not matter.
    public func finish() {
        let intake = intake
        try? loop.submit { intake.value.finish() }.wait()
        try? group.syncShutdownGracefully()
    }
}
