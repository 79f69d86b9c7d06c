import CSMAnalysis
import CSMEvents
import CSMPage
import CSMReport

/// A session whose calls a test makes up, as the page gets it.
struct MadeUpSession {
    struct Call {
        var operation = "GetItem"
        /// Milliseconds from the session's start.
        var start: Int
        var latency: Int32? = 10
        var attempts: Int32? = 1
        var status: Int32? = 200
        var exception: String?
        var message: String?
    }

    static let start: Int64 = 1_795_427_367_000

    private(set) var overview: SessionOverview
    private let calls: [Call]
    private let marks: [MarkedStretch]

    struct MarkedStretch {
        let name: String
        /// Milliseconds from the session's start.
        let from: Int
        let until: Int
    }

    init(_ calls: [Call], marks: [MarkedStretch] = [], id: String = "189895f3b6500e1e") {
        self.calls = calls
        self.marks = marks
        var completeness = Completeness()
        completeness.received = calls.count
        completeness.decoded = calls.count
        overview = SessionOverview(
            id: id, name: nil, command: ["pytest", "-q"], workingFolder: "/app", host: "build-1",
            tags: [], toolVersion: "0.1.0", state: "complete", startedAt: Self.start * 1_000,
            endedAt: (Self.start + 10_000) * 1_000, lastArrival: 10_000_000, exitCode: 0,
            exitSignal: nil, calls: calls.count, errors: calls.count { Self.isError($0) },
            keepsSecrets: false, completeness: completeness)
    }

    private static func isError(_ call: Call) -> Bool {
        call.status ?? 200 >= 400 || call.exception != nil
    }

    /// What is missing of it.
    func losing(_ datagrams: Int) -> MadeUpSession {
        var session = self
        session.overview.completeness.droppedByKernel = datagrams
        return session
    }

    var recorded: RecordedCalls {
        let line = TimeLine(of: overview, busy: [])
        let edges = marks.flatMap { mark in
            [(mark.name, MarkEvent.Phase.begin, mark.from), (mark.name, .end, mark.until)]
        }.enumerated().map { place, edge in
            SessionMarks.Edge(
                MarkEvent(name: edge.0, phase: edge.1, clientID: nil), sequence: Int64(place * 2),
                arrival: (Self.start + Int64(edge.2)) * 1_000)
        }
        return RecordedCalls(
            of: trace, SessionMarks(edges.sorted { $0.arrival < $1.arrival }, on: line),
            in: overview, on: line)
    }

    var trace: CallTrace {
        var kinds: [EventLabels] = []
        let places = calls.map { call in
            let own = labels(call)
            let place = kinds.firstIndex(of: own) ?? kinds.count
            if place == kinds.count { kinds.append(own) }
            return place
        }
        return CallTrace(
            calls: calls.enumerated().map { place, call in
                TimedEvent(
                    sequence: Int64(place + 1) * 1_000, labels: places[place],
                    start: Self.start + Int64(call.start),
                    arrival: (Self.start + Int64(call.start) + Int64(call.latency ?? 0)) * 1_000,
                    latency: call.latency, attemptCount: call.attempts, message: call.message)
            }, attempts: [], labels: kinds)
    }

    private func labels(_ call: Call) -> EventLabels {
        EventLabels(
            level: .call, type: nil, service: "DynamoDB", api: call.operation, clientID: nil,
            region: nil, sdk: nil, sdkVersion: nil, userAgent: nil, host: nil,
            status: call.status, exception: call.exception, isError: Self.isError(call),
            isThrottle: false)
    }

    /// Its statistics by service and API, as `stats` has them.
    func statistics() -> LatencyReport {
        var tally = StatisticsTally(StatisticsQuery())
        for sample in SeriesSample.samples(of: trace, session: overview.id) { tally.add(sample) }
        return LatencyReport(
            of: tally, in: [overview],
            percentiles: ["50", "95"].compactMap { Percentile($0) })
    }

    func page(title: String? = nil) throws -> String {
        var page = ReportPage(
            title: title, statistics: statistics(), comparison: nil, timeLineCount: 1,
            toolVersion: "0.1.0")
        page.add(recorded)
        var bytes: [UInt8] = []
        try page.write { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The sentences of what to look at first.
    func sentences() throws -> [FirstSentence] {
        try page().matches(of: #/<li><a href="#([^"]+)">([^<]+)</a></li>/#).map {
            FirstSentence(place: String($0.1), text: String($0.2))
        }.filter {
            !["operations", "time-line", "failures", "marks", "nothing"].contains($0.place)
        }
    }
}

struct FirstSentence: Equatable {
    let place: String
    let text: String
}
