import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, each as soon as it is complete.
final class TraceRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case receiving(RequestPlan, keepsAlive: Bool)
        /// Its end was answered early: what still comes is thrown away.
        case closing
    }

    private let intake: SpanIntake
    private var state = State.idle
    private var body = ByteBuffer()

    init(_ intake: SpanIntake) { self.intake = intake }

    func channelActive(context: ChannelHandlerContext) {
        intake.noteActivity()
        intake.connections.add(context.channel, now: SpanIntake.now())
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        intake.noteActivity()
        // The rest of these spans will not come.
        if case .receiving(.traces, _) = state { intake.noteRefused() }
        intake.connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        intake.noteActivity()
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let part): add(part, context)
        case .end: end(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        let plan = RequestPlan(head, port: intake.port)
        state = .receiving(plan, keepsAlive: head.isKeepAlive)
        // A body that is too long is not waited for.
        let length = head.headers["content-length"].first.flatMap { Int($0) } ?? 0
        guard length <= intake.limits.body,
            intake.connections.addBody(0, of: context.channel, now: SpanIntake.now())
        else { return refuseAtOnce(context) }
        if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            let head = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
    }

    private func add(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .receiving(let plan, _) = state else { return }
        let now = SpanIntake.now()
        if case .traces = plan {
            guard intake.connections.addBody(part.readableBytes, of: context.channel, now: now)
            else { return refuseAtOnce(context) }
            var part = part
            body.writeBuffer(&part)
        } else {
            // What is not kept takes no memory, but may not go on for ever.
            guard intake.connections.addBody(1, of: context.channel, now: now) else {
                return refuseAtOnce(context)
            }
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        guard case .receiving(let plan, let keepsAlive) = state else { return }
        let answer: Answer
        switch plan {
        case .traces(let format, let compression):
            answer = body.withUnsafeReadableBytes { bytes in
                intake.take(bytes.bindMemory(to: UInt8.self), format, compression)
            }
        case .ignore(let format): answer = .taken(format)
        case .refuse(let status):
            answer =
                [.notFound, .methodNotAllowed].contains(status)
                ? .refused(status) : intake.refuse(status)
        }
        state = .idle
        // A large body's memory is given back.
        body = ByteBuffer()
        intake.connections.endBody(of: context.channel)
        write(answer, keepsAlive: keepsAlive, context)
        // It may have taken a while, in which others could not be heard.
        intake.noteActivity()
    }

    private func refuseAtOnce(_ context: ChannelHandlerContext) {
        state = .closing
        body = ByteBuffer()
        intake.connections.endBody(of: context.channel)
        write(intake.refuse(.payloadTooLarge), keepsAlive: false, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.close(promise: nil) }
        if case .closing = state { return context.close(promise: nil) }
        state = .closing
        intake.connections.endBody(of: context.channel)
        write(
            intake.refuse(.badRequest, because: "this is no HTTP/1.1 request"), keepsAlive: false,
            context)
    }

    private func write(_ answer: Answer, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders()
        if let type = answer.contentType { headers.add(name: "content-type", value: type) }
        headers.add(name: "content-length", value: String(answer.body.count))
        if answer.status == .methodNotAllowed { headers.add(name: "allow", value: "POST") }
        if !keepsAlive { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty {
            let bytes = ByteBuffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        guard !keepsAlive else { return }
        state = .closing
        let channel = context.channel
        written.futureResult.whenComplete { _ in channel.close(mode: .output, promise: nil) }
    }
}
