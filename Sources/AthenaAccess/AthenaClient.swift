public import AWSAccess
import FoundationEssentials

/// Athena, asked one query after another.
public final class AthenaClient {
    /// The most that Athena takes, in bytes.
    ///
    /// Source: StartQueryExecution, `QueryString`, in the Athena API reference.
    private static let longestQuery = 262_144

    private let endpoint: HTTPURL
    private let caller: SignedCaller
    private let userAgent: String
    private let attempts: Int
    private let timing: CallTiming
    private let pause: (Duration) -> Void
    private var contact = Contact()

    /// `attempts` is how often a call is sent that gets no answer it can go by; `pause` waits for a
    /// moment, even if the user has asked to stop.
    public init(
        at endpoint: HTTPURL, _ caller: SignedCaller, userAgent: String, attempts: Int,
        _ timing: CallTiming, pause: @escaping (Duration) -> Void
    ) {
        self.endpoint = endpoint
        self.caller = caller
        self.userAgent = userAgent
        self.attempts = attempts
        self.timing = timing
        self.pause = pause
    }

    /// Runs one query and hands on its rows, in order, as text (`nil` is NULL).
    ///
    /// Throws `QueryStop`, and what `row` throws.
    public func run(
        _ request: QueryRequest, tell: (QueryProgress) -> Void = { _ in },
        row: ([String?]) throws -> Void
    ) throws -> QueryStatistics {
        let length = request.sql.utf8.count
        guard length <= Self.longestQuery else {
            let reason = "the query has \(length) bytes, and Athena takes \(Self.longestQuery)"
            throw QueryStop.refused(.badData, reason)
        }
        // One for all tries: of two starts with the same token, the second starts nothing.
        let service = AthenaService(
            endpoint, caller, userAgent: userAgent,
            AthenaRequests(request, token: "csm-record-\(UUID().uuidString)"))
        var run = QueryRun(request, CallRetry(attempts: attempts, contact))
        defer { contact = run.contact }
        while true {
            switch run.next() {
            case .send(let call): send(call, by: service, &run)
            case .wait(let time):
                if !timing.wait(time) { run.interrupt() }
            case .pause(let time): pause(time)
            case .renewCredentials:
                do throws(AWSAccessError) {
                    try caller.renewCredentials()
                } catch {
                    run.endWithoutCredentials(stop(by: error))
                }
            case .correctClock: service.correctClock()
            case .tell(let progress): tell(progress)
            // The query runs no longer, so there is nothing to stop if this throws.
            case .rows(let rows): try rows.forEach(row)
            case .done(let statistics): return statistics
            case .stop(let reason): throw reason
            }
        }
    }

    private func send(_ call: AthenaCall, by service: AthenaService, _ run: inout QueryRun) {
        // Asked for between two calls, too.
        if !run.isEnding, !timing.wait(.zero) { return run.interrupt() }
        do throws(AWSAccessError) {
            // What ends a query is not waited for long.
            let outcome = try service.send(call, isHurried: run.isEnding)
            run.handle(outcome, random: timing.random())
        } catch {
            run.endWithoutCredentials(stop(by: error))
        }
    }

    /// Without new credentials: perhaps since whoever was to give them has ended by the user's
    /// Ctrl-C, of which we may hear a moment later.
    private func stop(by error: AWSAccessError) -> QueryStop {
        timing.wait(.milliseconds(100)) ? .noCredentials(error) : .interrupted
    }
}
