import AWSAccess
import AthenaAccess
import CSMAnalysis
import CSMCapture
import CSMReport

/// The way to Athena: made when the first query is run, so that a dry run asks nobody.
final class FleetConnection {
    private let options: FleetOptions
    private let talk: Talk
    private var connected: (client: AthenaClient, stop: StopRequest)?

    init(_ options: FleetOptions, _ talk: Talk) {
        self.options = options
        self.talk = talk
    }

    func run(
        _ request: QueryRequest, _ row: ([String?]) throws -> Void
    ) throws -> QueryStatistics {
        let (client, stop) = try connected ?? connect()
        connected = (client, stop)
        let statistics = try run(request, by: client, stop, row)
        // It may have come after the last call.
        guard stop.wait(.zero) else { throw QueryStop.interrupted }
        return statistics
    }

    private func run(
        _ request: QueryRequest, by client: AthenaClient, _ stop: StopRequest,
        _ row: ([String?]) throws -> Void
    ) throws -> QueryStatistics {
        // The first answer may be long in coming.
        let progress = Progress(talk, isImmediate: true)
        progress.show { String("Athena: starting the query".prefix($0)) }
        stop.answer(with: .cancelling)
        defer {
            progress.clear()
            stop.answer(with: nil)
        }
        return try client.run(
            request,
            tell: { state in
                // The query has ended.
                if case .reading = state { stop.answer(with: .stopping) }
                progress.tell(state)
            }, row: row)
    }

    private func connect() throws -> (AthenaClient, StopRequest) {
        let stop = StopRequest(.stopping)
        let surroundings = SystemFacts.surroundings(sleep: stop.wait)
        let access = try options.aws.access(to: "athena", surroundings)
        talk.explain("Athena in \(access.region), at \(access.endpoint)")
        let attempts = try AttemptLimit.resolve(surroundings)
        // Until now Ctrl-C need not be waited for; no thread has started yet.
        try stop.beginListening(talk)
        let caller = try access.caller()
        do throws(AWSAccessError) {
            try caller.authenticate()
        } catch {
            // What asks for a code ends by the same Ctrl-C, of which we may hear a moment later.
            guard !stop.wait(.milliseconds(100)) else { throw error }
            throw QueryStop.interrupted
        }
        talk.explain("credentials from \(caller.credentialsName)")
        let client = AthenaClient(
            at: access.endpoint, caller, userAgent: "csm-record/\(ToolVersion.current)",
            attempts: attempts,
            CallTiming(now: { .nanoseconds(Clock.monotonic()) }, wait: stop.wait),
            pause: StopRequest.pause)
        return (client, stop)
    }
}

extension StopRequest.Sentences {
    fileprivate static let cancelling = Self(
        first: "cancelling the query; press Ctrl-C again to stop at once",
        second: "stopped; the query may still be running")
    /// Where no query runs.
    fileprivate static let stopping = Self(
        first: "stopping; press Ctrl-C again to stop at once", second: "stopped")
}

extension Progress {
    /// Shows what a query is about: nobody knows how long it will take.
    fileprivate func tell(_ state: QueryProgress) {
        let text: String =
            switch state {
            case .queued: "Athena: query queued"
            case .running(let scanned): "Athena: \(FleetAnswer.bytes(scanned)) scanned"
            case .reading(let rows): "Athena: \(rows) rows read"
            }
        show { String(text.prefix($0)) }
    }
}
