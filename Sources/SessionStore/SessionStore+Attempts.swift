extension SessionStore {
    /// How many attempts of the session of that number were seen beyond what the calls of their
    /// operation count, so that they are of calls that were not.
    public func attemptsWithoutCall(of session: Int64) throws(StoreError) -> Int {
        let rows = try Statement(
            """
            SELECT coalesce(sum(surplus), 0)
            FROM (SELECT sum(CASE level WHEN 'attempt' THEN events ELSE -attempts_expected END)
                    AS surplus
                FROM series WHERE session = ? AND level IN ('call', 'attempt')
                GROUP BY service, api, is_span)
            WHERE surplus > 0
            """, on: connection, for: "read the statistics")
        rows.bind(1, session)
        _ = try rows.step()
        return try rows.sum(0)
    }
}
