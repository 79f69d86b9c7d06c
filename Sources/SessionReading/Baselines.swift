import CSMAnalysis
import CSMEvents
public import SessionStore

extension NamedSession {
    /// Its figures for a baseline file.
    public func baseline() throws -> BaselineSession {
        switch self {
        case .stored(let session): try session.baseline()
        case .baseline(let session, _): session
        }
    }
}

extension StoredSession {
    fileprivate func baseline() throws -> BaselineSession {
        var operations: [BaselineSession.Operation] = []
        var latencies = LatencyHistogram()
        func endOperation() {
            guard !operations.isEmpty else { return }
            operations[operations.count - 1].latencies = latencies.ascending.map {
                ($0.milliseconds, $0.count)
            }
            latencies = LatencyHistogram()
            // Attempts may be of calls that were not seen.
            let notShown = operations[operations.count - 1].attemptsNotShown
            operations[operations.count - 1].attemptsNotShown = max(0, notShown)
        }
        let cursor = try store.series(of: record.number, in: .operation, withBusy: false)
        while let series = try cursor.next() {
            let labels = series.labels
            guard labels.level == .call || labels.level == .attempt else { continue }
            let own = BaselineSession.Operation(service: labels.service, api: labels.api)
            if operations.last.map({ BaselineSession.Operation.precedes($0, own) }) ?? true {
                endOperation()
                operations.append(own)
            }
            operations[operations.count - 1].add(series)
            guard labels.level == .call else { continue }
            for (milliseconds, events) in series.latencies {
                latencies.add(milliseconds: milliseconds, count: events)
            }
        }
        endOperation()
        let completeness = try datedOverview().completeness
        return BaselineSession(
            of: record, misdatedCalls: completeness.misdatedCalls,
            attemptsWithoutCall: completeness.attemptsWithoutCall, operations: operations)
    }
}

extension BaselineSession.Operation {
    fileprivate mutating func add(_ series: RecordedSeries) {
        if series.labels.level == .call {
            calls += series.events
            if series.labels.isError { errors += series.events }
            retries += series.retries
            attemptsExpected += series.attemptsExpected
            if series.labels.isSpan { attemptsNotShown += series.attemptsExpected }
        } else {
            attempts += series.events
            if series.labels.isSpan { attemptsNotShown -= series.events }
            if series.labels.isThrottle { throttles += series.events }
        }
    }
}

extension SessionOverview {
    init(_ session: BaselineSession) {
        self.init(session.record)
        completeness.misdatedCalls = session.misdatedCalls
        completeness.attemptsWithoutCall = session.attemptsWithoutCall
    }
}

extension BaselineSession {
    /// What it counted, by operation: the calls that did not fail, with all latencies and retries,
    /// those that did, and the attempts.
    var samples: [SeriesSample] { operations.flatMap { samples(of: $0) } }

    func samples(of operation: Operation) -> [SeriesSample] {
        var latencies = LatencyHistogram()
        for (milliseconds, calls) in operation.latencies {
            latencies.add(milliseconds: milliseconds, count: calls)
        }
        // A call of an attempt or more counts one more than its retries, others count none.
        let uncounted = max(
            0, operation.calls - (operation.attemptsExpected - operation.retries))
        func sample(
            _ level: EventLevel, _ events: Int, isError: Bool = false, isThrottle: Bool = false,
            isWhole: Bool = false
        ) -> SeriesSample {
            SeriesSample(
                session: id,
                labels: EventLabels(
                    level: level, type: nil, service: operation.service, api: operation.api,
                    clientID: nil, region: nil, sdk: nil, sdkVersion: nil, userAgent: nil,
                    host: nil, status: nil, exception: nil, isError: isError,
                    isThrottle: isThrottle),
                events: events, attemptsExpected: isWhole ? operation.attemptsExpected : 0,
                retries: isWhole ? operation.retries : 0,
                latencies: isWhole ? latencies : LatencyHistogram(), busy: [],
                uncounted: isWhole ? uncounted : 0)
        }
        var samples: [SeriesSample] = []
        if operation.calls > 0 || operation.retries > 0 || operation.attemptsExpected > 0 {
            samples.append(sample(.call, operation.calls - operation.errors, isWhole: true))
        }
        if operation.errors > 0 { samples.append(sample(.call, operation.errors, isError: true)) }
        let others = operation.attempts - operation.throttles
        if others > 0 { samples.append(sample(.attempt, others)) }
        if operation.throttles > 0 {
            samples.append(sample(.attempt, operation.throttles, isError: true, isThrottle: true))
        }
        return samples
    }
}
