extension AthenaQuery {
    static let sessions = AthenaQuery(
        name: "sessions",
        title: "The sessions, newest first: times, delivered events, calls and errors.",
        body: """
            )
            SELECT sessionid, max(sessionname) AS sessionname, max(functionname) AS functionname,
                min(started) AS first_event, max(started) AS last_event,
                min(dt) AS first_arrival, max(dt) AS last_arrival,
                count(*) FILTER (WHERE is_call) AS calls,
                count(*) FILTER (WHERE NOT is_call) AS attempts,
                count(*) FILTER (WHERE is_call AND is_error) AS errors,
                sum(retries) AS retries,
                count(*) FILTER (WHERE is_throttle) AS throttles,
                sum(call_ms) AS total_ms
            FROM events
            GROUP BY sessionid
            ORDER BY max(started) DESC NULLS LAST, sessionid
            """)
}
