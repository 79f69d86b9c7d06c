/// How many of a session's datagrams can be uploaded.
public struct UploadableCounts: Sendable, Equatable {
    /// Events: what was decoded.
    public var events = 0
    /// Undecodable and empty datagrams, which are no lines of anything.
    public var keptHome = 0
}

extension SessionStore {
    /// Of the session of that number, as far as it is recorded.
    public func uploadable(of session: Int64) throws(StoreError) -> UploadableCounts {
        let row = try Statement(
            """
            SELECT coalesce(sum(events) FILTER (WHERE level NOT IN ('undecodable', 'empty')), 0),
                coalesce(sum(events) FILTER (WHERE level IN ('undecodable', 'empty')), 0)
            FROM series WHERE session = ?
            """, on: connection, for: "read the sessions")
        row.bind(1, session)
        _ = try row.step()
        return UploadableCounts(events: try row.count(0), keptHome: try row.count(1))
    }
}
