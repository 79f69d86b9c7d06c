extension AthenaQuery {
    static let errors = AthenaQuery(
        name: "errors",
        title: "The latest 100 calls and attempts that failed.",
        body: """
            )
            SELECT started, sessionid, sessionname, functionname,
                CASE WHEN is_call THEN 'call' ELSE 'attempt' END AS level, service, api,
                coalesce(call_ms, attempt_ms) AS latency_ms, status, exception, message,
                is_throttle, region, eventid
            FROM events
            WHERE is_error
            ORDER BY started DESC NULLS LAST, eventid
            LIMIT 100
            """)

    static let slowestCalls = AthenaQuery(
        name: "slowest_calls",
        title: "The 100 slowest calls.",
        body: """
            )
            SELECT call_ms AS latency_ms, started, sessionid, sessionname, functionname,
                service, api, attempts, status, exception, region, eventid
            FROM events
            WHERE call_ms IS NOT NULL
            ORDER BY call_ms DESC, eventid
            LIMIT 100
            """)

    static let throttlesByDay = AthenaQuery(
        name: "throttles_by_day",
        title: "Throttled attempts per day, service and API.",
        body: """
            )
            SELECT CAST(started AS date) AS day, service, api, count(*) AS attempts,
                count(*) FILTER (WHERE is_throttle) AS throttles
            FROM events
            WHERE NOT is_call
            GROUP BY CAST(started AS date), service, api
            HAVING count(*) FILTER (WHERE is_throttle) > 0
            ORDER BY day DESC NULLS LAST, throttles DESC, service, api
            """)
}
