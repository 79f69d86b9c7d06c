import Gzip
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import OTLP
import SpanEvents

/// What all connections of a receiver share; for its event loop only.
final class SpanIntake {
    /// The receiver's own, which requests must name.
    var port: UInt16
    let limits: ReceiverLimits
    let connections: Connections
    private var converter: SpanConverter
    private let counters: NIOLockedValueBox<SpanCounters>
    private let deliver: ([SpanGroup]) -> Void
    /// When something last came, in nanoseconds.
    private(set) var lastActivity: UInt64
    /// How often something came.
    private(set) var activities = 0

    init(
        port: UInt16, _ converter: SpanConverter, limits: ReceiverLimits,
        _ counters: NIOLockedValueBox<SpanCounters>, deliver: @escaping ([SpanGroup]) -> Void
    ) {
        self.counters = counters
        self.port = port
        self.limits = limits
        self.converter = converter
        self.deliver = deliver
        connections = Connections(limits)
        lastActivity = Self.now()
    }

    /// Nanoseconds of a clock that never goes back.
    static func now() -> UInt64 { NIODeadline.now().uptimeNanoseconds }

    func noteActivity() {
        lastActivity = Self.now()
        activities += 1
    }

    /// Takes a body; the answer says whether all of it was.
    func take(
        _ body: UnsafeBufferPointer<UInt8>, _ format: TraceDecoder.Format,
        _ compression: GzipDecoder.Format?
    ) -> Answer {
        guard let compression else { return decode(body, format) }
        do throws(GzipError) {
            let plain = try GzipDecoder.decompressed(
                body, compression, limit: TraceDecoder.mostBytes)
            return plain.withUnsafeBufferPointer { decode($0, format) }
        } catch {
            let isTooLong = error == .tooLong || error == .bomb
            return refuse(
                isTooLong ? .payloadTooLarge : .badRequest,
                because: "\(isTooLong ? .tooLong : error)")
        }
    }

    private func decode(
        _ body: UnsafeBufferPointer<UInt8>, _ format: TraceDecoder.Format
    ) -> Answer {
        do throws(OTLPError) {
            pass(try converter.receive(body, format, now: Self.now()))
            return .taken(format)
        } catch {
            pass([])
            return .refused(
                error == .tooLarge ? .payloadTooLarge : .badRequest, because: "\(error)")
        }
    }

    /// A request that perhaps brought spans, and that cannot be taken.
    func refuse(_ status: HTTPResponseStatus, because reason: String? = nil) -> Answer {
        noteRefused()
        return .refused(status, because: reason)
    }

    func noteRefused() {
        converter.noteRefused()
        pass([])
    }

    /// Delivers the calls that need not wait for further attempts.
    func tick() {
        connections.closeSilent(now: Self.now())
        let groups = converter.tick(now: Self.now())
        if !groups.isEmpty { pass(groups) }
    }

    /// Delivers all calls that still wait: nothing more will come.
    func finish() { pass(converter.finish()) }

    /// Delivers, and then tells the figures, which so never count what was not delivered.
    private func pass(_ groups: [SpanGroup]) {
        if !groups.isEmpty { deliver(groups) }
        counters.withLockedValue { $0 = converter.counters }
    }
}
