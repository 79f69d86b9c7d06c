import CSMCapture
import OTLPReceiver
import SessionStore
import SpanEvents

/// Receives spans, and leaves the events that are made of them in a recording's mailbox.
struct SpanReceiver: Sendable {
    private let server: OTLPServer
    private let mailbox: Mailbox

    init(_ listening: SpanListening, into mailbox: Mailbox) throws(OTLPServerError) {
        let clientID = listening.clientID
        let number: UInt16 =
            switch listening.port {
            case .auto: 0
            case .exactly(let port): port
            }
        self.mailbox = mailbox
        server = try OTLPServer(port: number) {
            SpanConverter(clientID: clientID)
        } deliver: { groups in
            let lines = groups.map {
                SpanLines(requestID: $0.requestID, attempts: $0.attempts, call: $0.call).bytes
            }
            mailbox.deposit(spans: lines, arrival: Clock.realtime())
        }
    }

    var port: UInt16 { server.port }
    var counters: SpanCounters { server.counters }

    func stop(lingerMilliseconds linger: Int64) { server.stop(lingerMilliseconds: linger) }
    func hurry() { server.hurry() }
    var hasEnded: Bool { server.hasEnded }

    /// After `hasEnded`: leaves the rest in the mailbox.
    func finish() {
        server.finish()
        mailbox.close()
    }
}
