import CSMAnalysis
import CSMEvents

/// Breached verdicts, and the calls that are to be shown with them.
struct Breaches {
    /// What a verdict shows.
    private enum Shown {
        /// The number of a list.
        case list(Int)
        case burst(Burst)
    }

    private var search = WorstSearch()
    private var shown: [(verdict: Int, what: Shown)] = []
    private var shares: [(verdict: Int, shares: Shares)] = []
    /// What the budget's rules name.
    private let named: NamedOperations

    init(_ named: NamedOperations) { self.named = named }

    /// Whether what is to be shown is found only in events that are kept, not while they are read.
    var needEvents: Bool { search.goesByStarts }

    /// `isOfOneRun` says whether the measurement's events are those that the verdict counts.
    mutating func add(_ measurement: Measurement, verdict: Int, isOfOneRun: Bool) {
        if isOfOneRun, let own = Shares(measurement, named) { shares.append((verdict, own)) }
        if let worst = measurement.worst {
            let isPerMark = measurement.rule.selector.isPerMark
            let list = search.add(worst.samples, areMarked: isPerMark, worst.order)
            shown.append((verdict, .list(list)))
        } else if let burst = measurement.burst {
            shown.append((verdict, .burst(burst)))
        }
    }

    /// Puts the calls into the verdicts.
    mutating func show(
        in verdicts: inout [Verdict], of sessions: [CheckedSession], _ samples: [JudgedSample],
        _ events: JudgedEvents?
    ) throws {
        if shown.isEmpty { return }
        let settings: [CheckedSession.Setting]
        if let events {
            settings = events.settings
            if !search.isEmpty { search.run(over: events, sampleCount: samples.count) }
        } else {
            settings = try search.run(over: sessions)
        }
        try tellShares(in: &verdicts, of: sessions, samples, events, settings)
        func call(_ event: TimedEvent, _ place: Int, isBefore: Bool = false) -> WorstCall {
            let session = sessions[place]
            let setting = settings[place]
            let pushed = setting.pushedSession(of: event)
            return WorstCall(
                session: pushed ?? session.overview.id,
                labels: session.samples[event.labels].labels,
                offset: pushed == nil
                    ? event.interval.start - setting.line.interval.start : nil,
                latency: event.latency, attemptCount: event.attemptCount, isBefore: isBefore)
        }
        for (verdict, what) in shown {
            switch what {
            case .list(let list):
                verdicts[verdict].worst = search.items(list).map { call($0.event, $0.session) }
            case .burst(let burst):
                guard let events, let first = burst.calls.first else { continue }
                // The call before it may be what they belong to.
                let before = events.call(before: first, samples)
                verdicts[verdict].worst =
                    (before.map { [$0] } ?? []).map { place in
                        call(events.events[place], Int(events.sessionOf[place]), isBefore: true)
                    }
                    + burst.calls.map { call(events.events[$0], Int(events.sessionOf[$0])) }
            }
        }
    }

    /// Puts into the verdicts which operations and marks made up their counts.
    private func tellShares(
        in verdicts: inout [Verdict], of sessions: [CheckedSession], _ samples: [JudgedSample],
        _ events: JudgedEvents?, _ settings: [CheckedSession.Setting]
    ) throws {
        if shares.isEmpty { return }
        var events = events
        // Events are kept only where there is a mark to find.
        if events == nil, settings.contains(where: { !$0.marks.isEmpty }) {
            events = try JudgedEvents(of: sessions, samples)
        }
        for (verdict, own) in shares {
            verdicts[verdict].operations = own.operations
            if let events { verdicts[verdict].marks = own.marks(events, samples) }
        }
    }
}

extension JudgedEvents {
    /// The last call of a session that started before one of its calls; of those that started
    /// with it, those that came before it.
    fileprivate func call(before place: Int, _ samples: [JudgedSample]) -> Int? {
        func start(_ place: Int) -> Int64 { events[place].interval.start }
        func isCandidate(_ other: Int) -> Bool {
            sessionOf[other] == sessionOf[place] && samples[Int(sampleOf[other])].isCall
        }
        // Those of one start are in no order that would tell.
        var end = place
        while end < events.count, start(end) == start(place) { end += 1 }
        var best: Int?
        for other in (0..<end).reversed() {
            if let best, start(other) < start(best) { break }
            guard isCandidate(other),
                start(other) < start(place) || events[other].sequence < events[place].sequence
            else { continue }
            if best.map({ events[$0].sequence < events[other].sequence }) ?? true { best = other }
        }
        return best
    }
}
