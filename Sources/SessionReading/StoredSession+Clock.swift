public import CSMAnalysis
import CSMEvents
public import SessionStore

/// When a session's calls were under way.
extension StoredSession {
    /// Reads the calls only if some of them carry times outside of the session.
    public func clock() throws -> SessionClock {
        let busy = try store.busy(of: record.number)
        if let clock = SessionClock(of: SessionOverview(record), busy: busy) { return clock }
        var times: [SessionClock.CallTime] = []
        try forEachCall { _, time in times.append(time) }
        return SessionClock(of: SessionOverview(record), calls: times)
    }

    /// When the calls of each series were in flight, by the series' id; `nil` where what is kept of
    /// them can be believed.
    func busy(by clock: SessionClock) throws -> [Int64: [Interval]]? {
        guard clock.misdatedCalls > 0 else { return nil }
        var busy: [Int64: [Interval]] = [:]
        try forEachCall { series, time in
            guard let interval = clock.interval(of: time) else { return }
            busy[series, default: []].append(interval)
        }
        return busy.mapValues { Interval.union($0) }
    }

    private func forEachCall(_ body: (Int64, SessionClock.CallTime) -> Void) throws {
        var calls: Set<Int64> = []
        try store.forEachSeries(of: record.number, withBusy: false) { series in
            if series.labels.level == .call { calls.insert(series.id) }
        }
        try store.forEachEvent(of: record.number) { event in
            guard calls.contains(event.series) else { return }
            body(event.series, SessionClock.CallTime(event, of: record))
        }
    }
}

extension StoredSession {
    /// The session as reports show it, with what its calls' times tell.
    public func datedOverview() throws -> SessionOverview { try overview(by: clock()) }

    /// The session with what its clock tells, and how its attempts add up.
    func overview(by clock: SessionClock) throws -> SessionOverview {
        var overview = SessionOverview(record)
        overview.completeness.misdatedCalls = clock.misdatedCalls
        // The attempts of a call come before it.
        if record.state != .recording {
            overview.completeness.attemptsWithoutCall = try store.attemptsWithoutCall(
                of: record.number)
        }
        return overview
    }
}

extension SessionClock.CallTime {
    fileprivate init(_ event: StoredEvent, of record: SessionRecord) {
        self.init(
            start: event.start, latency: event.latency,
            arrival: record.description.startedAt + event.arrival)
    }
}
