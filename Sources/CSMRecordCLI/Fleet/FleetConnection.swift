import AWSAccess
import AthenaAccess
import CSMAnalysis
import CSMCapture
import CSMReport

/// The way to Athena: made when the first query is run, so that a dry run asks nobody.
final class FleetConnection {
    private let options: FleetOptions
    private let talk: Talk
    private var client: AthenaClient?

    init(_ options: FleetOptions, _ talk: Talk) {
        self.options = options
        self.talk = talk
    }

    func run(
        _ request: QueryRequest, _ row: ([String?]) throws -> Void
    ) throws -> QueryStatistics {
        let client = try client ?? connect()
        self.client = client
        // The first answer may be long in coming.
        let progress = Progress(talk, isImmediate: true)
        defer { progress.clear() }
        return try client.run(request, tell: { progress.tell($0) }, row: row)
    }

    private func connect() throws -> AthenaClient {
        let stop = StopRequest(
            first: "cancelling the query; press Ctrl-C again to stop at once",
            second: "stopped; the query may still be running")
        let surroundings = SystemFacts.surroundings(sleep: stop.wait)
        let access = try ServiceAccess(
            to: "athena", region: options.region, profile: options.profile,
            endpoint: options.endpoint, surroundings)
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
        return AthenaClient(
            at: access.endpoint, caller, userAgent: "csm-record/\(ToolVersion.current)",
            attempts: attempts,
            CallTiming(now: { .nanoseconds(Clock.monotonic()) }, wait: stop.wait))
    }
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
