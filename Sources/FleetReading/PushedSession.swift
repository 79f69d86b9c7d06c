import CSMAnalysis
import CSMEvents

/// A session as far as its events were pushed, while it is counted.
struct PushedSession {
    let id: String
    var name: String?
    var function: String?
    /// When its first and its last event were received, in milliseconds since 1970.
    private(set) var firstReceived: Int64 = 0
    private(set) var lastReceived: Int64 = 0
    var counts = PushedCounts()

    init(id: String) { self.id = id }

    /// An event that was received at no time that can be true leaves it as it is.
    mutating func note(first: Int64?, last: Int64?) {
        guard let first, let last else { return }
        let isNew = firstReceived == 0
        firstReceived = isNew ? first : min(firstReceived, first)
        lastReceived = max(lastReceived, last)
    }

    /// The session as reports show it: how it was recorded is not pushed.
    var overview: SessionOverview {
        var overview = SessionOverview(
            id: id, name: name, command: [], workingFolder: "", host: "", tags: [],
            toolVersion: "", state: SessionOverview.pushed, startedAt: firstReceived * 1_000,
            endedAt: lastReceived * 1_000, lastArrival: (lastReceived - firstReceived) * 1_000,
            exitCode: nil, exitSignal: nil, calls: counts.calls, errors: counts.errors,
            keepsSecrets: false, completeness: counts.completeness)
        overview.function = function
        return overview
    }
}

/// Events that were pushed, as counts.
struct PushedCounts {
    var calls = 0
    /// Calls that failed.
    var errors = 0
    var attempts = 0
    var attemptsExpected = 0
    /// Attempts less those that the calls count, of spans.
    var spanBalance = 0

    /// What was seen of what was sent, as far as the table tells: what was lost before the push is
    /// not known.
    var completeness: Completeness {
        var completeness = Completeness()
        completeness.received = calls + attempts
        completeness.decoded = calls + attempts
        completeness.isPushed = true
        completeness.droppedByKernel = nil
        completeness.attemptsExpected = attemptsExpected
        completeness.attemptsSeen = attempts
        completeness.attemptsNotShown = max(0, -spanBalance)
        completeness.misdatedCalls = nil
        completeness.attemptsWithoutCall = nil
        return completeness
    }

    mutating func add(_ sample: SeriesSample) {
        if sample.labels.level == .call {
            calls += sample.events
            if sample.labels.isError { errors += sample.events }
            attemptsExpected += sample.attemptsExpected
            if sample.labels.isSpan { spanBalance -= sample.attemptsExpected }
        } else {
            attempts += sample.events
            if sample.labels.isSpan { spanBalance += sample.events }
        }
    }
}
