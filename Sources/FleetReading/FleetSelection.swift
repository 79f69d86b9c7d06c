import CSMEvents
import FirehoseBackend

/// Which of the pushed events figures are wanted of.
public struct FleetSelection: Sendable, Equatable {
    /// When their recorder received them, in milliseconds since 1970.
    public var since: Int64
    /// Events that were received at this or later are left out; `nil` for none.
    public var until: Int64?
    /// Any of these names; empty for all.
    public var functions: [String] = []
    /// Any of these sessions, by their ids or how these begin; empty for all.
    public var sessions: [String] = []

    public init(since: Int64) { self.since = since }

    /// In words: `sessions that began from 2026-11-20T17:00:00Z on, of function checkout`.
    public var summary: String {
        func time(_ milliseconds: Int64) -> String {
            Instant.iso8601(microseconds: milliseconds * 1_000).prefix(19) + "Z"
        }
        let times =
            "began from \(time(since)) " + (until.map { "to \(time($0))" } ?? "on")
        return
            (sessions.isEmpty
            ? "sessions that \(times)" : "sessions \(sessions.joined(separator: ", "))")
            + (functions.isEmpty ? "" : ", of function \(functions.joined(separator: " or "))")
    }

    /// How far the clocks of a recorder and of the delivery stream may be apart, in milliseconds.
    private static let clockTolerance: Int64 = 3_600_000

    /// Its events, as far as they have arrived by `now`, in milliseconds since 1970.
    ///
    /// A session may be pushed long after it was recorded: `until` does not bound the days that are
    /// read. Of sessions that are counted `whole` the times only choose the days.
    func filter(now: Int64, whole: Bool) -> EventFilter {
        var filter = EventFilter(
            firstDay: EventFilter.day(min(since, now) - Self.clockTolerance),
            lastDay: EventFilter.day(now + Self.clockTolerance))
        filter.functions = functions
        filter.sessions = sessions.map { SessionReference($0) }
        guard !whole, sessions.isEmpty else { return filter }
        filter.receivedFrom = since
        filter.receivedUntil = until
        return filter
    }

    /// Whether a session that was read is one of these, by when it began.
    func includes(_ session: PushedSession) -> Bool {
        let isOfFunction = functions.isEmpty || session.function.map(functions.contains) ?? false
        guard isOfFunction else { return false }
        guard sessions.isEmpty else {
            return sessions.contains { SessionReference($0).matches(session.id) }
        }
        return session.firstReceived >= since
            && until.map { session.firstReceived < $0 } ?? true
    }
}
