import CSMEvents

/// What all queries begin with: one row per call and attempt, judged as `csm-record stats` does.
enum PushedEvents {
    /// Those that arrived from a week ago to today.
    static let ofLastWeek = sql(
        where: """
            \(EventTable.day)
                    BETWEEN CAST(CAST(current_date - INTERVAL '7' DAY AS date) AS varchar)
                    AND CAST(current_date AS varchar)
            """)

    /// When its recorder received an event, rounded down to `unit` milliseconds; a time that a hostile
    /// pusher made up is none.
    static func received(roundedTo unit: Int = 1) -> String {
        let rounded = unit == 1 ? "" : " - receivedtimestamp % \(unit)"
        return "CASE WHEN receivedtimestamp BETWEEN 0 AND 253402300799999\n"
            + "            THEN receivedtimestamp\(rounded) END"
    }

    /// `condition` chooses rows of the table; `numbers` are selected of all that it takes, each with
    /// a comma before it, and `columns` of events besides the usual ones, each with a comma behind it.
    ///
    /// Ends within the last of its named subqueries, `events`, so that more may follow.
    ///
    /// - Firehose delivers at least once, so of the copies of an event one is taken; where it was
    ///   pushed under several functions' names, that of the first one.
    /// - A latency or a count beyond 32 bits is none, nor is a status of 0 or below.
    /// - An exception is a sign of an error even if it is empty, as long as it is there.
    /// - Milliseconds become a timestamp in two steps, for a fraction of seconds would be rounded.
    static func sql(
        where condition: String, numbering numbers: String = "", selecting columns: String = ""
    ) -> String {
        #"""
        WITH throttling AS (
            SELECT ARRAY[
        \#(codes)
            ] AS codes
        ), arrived AS (
            SELECT *, row_number() OVER (PARTITION BY eventid ORDER BY functionname) AS copy\#(numbers)
            FROM \#(EventTable.name)
            WHERE \#(condition)
        ), events AS (
            SELECT \#(columns)\#(EventTable.day), eventid, sessionid, sessionname, functionname,
                coalesce(service, '') AS service, coalesce(api, '') AS api, region,
                CASE WHEN starttimestamp BETWEEN 0 AND 253402300799999
                    THEN TIMESTAMP '1970-01-01 00:00:00.000'
                        + (starttimestamp - starttimestamp % 1000) / 1000 * INTERVAL '1' SECOND
                        + starttimestamp % 1000 * INTERVAL '0.001' SECOND
                END AS started,
                type = 'ApiCall' AS is_call,
                CASE WHEN type = 'ApiCall' AND latency BETWEEN 0 AND 2147483647
                    THEN latency END AS call_ms,
                CASE WHEN type = 'ApiCallAttempt' AND attemptlatency BETWEEN 0 AND 2147483647
                    THEN attemptlatency END AS attempt_ms,
                CASE WHEN type = 'ApiCall' AND finalhttpstatuscode > 0 THEN finalhttpstatuscode
                    WHEN type = 'ApiCallAttempt' AND httpstatuscode > 0 THEN httpstatuscode
                END AS status,
                CASE WHEN type = 'ApiCall' THEN coalesce(finalawsexception, finalsdkexception)
                    ELSE coalesce(awsexception, sdkexception) END AS exception,
                CASE WHEN type = 'ApiCall'
                    THEN coalesce(finalawsexceptionmessage, finalsdkexceptionmessage)
                    ELSE coalesce(awsexceptionmessage, sdkexceptionmessage) END AS message,
                CASE WHEN type = 'ApiCall' AND attemptcount BETWEEN 0 AND 2147483647
                    THEN attemptcount END AS attempts,
                CASE WHEN type = 'ApiCall' AND attemptcount BETWEEN 2 AND 2147483647
                    THEN attemptcount - 1 ELSE 0 END AS retries,
                CASE WHEN type = 'ApiCall'
                    THEN coalesce(finalhttpstatuscode, 0) >= 400
                        OR coalesce(finalawsexception, finalawsexceptionmessage,
                            finalsdkexception, finalsdkexceptionmessage) IS NOT NULL
                        OR (coalesce(attemptcount, 1) = 0 AND coalesce(finalhttpstatuscode, 0) <= 0)
                    ELSE coalesce(httpstatuscode, 0) >= 400
                        OR coalesce(awsexception, awsexceptionmessage,
                            sdkexception, sdkexceptionmessage) IS NOT NULL
                END AS is_error,
                type = 'ApiCallAttempt' AND (coalesce(httpstatuscode, 0) = 429
                    OR contains(codes, \#(code(in: "awsexception")))
                    OR contains(codes, \#(code(in: "sdkexception")))
                ) AS is_throttle
            FROM arrived CROSS JOIN throttling
            WHERE copy = 1 AND type IN ('ApiCall', 'ApiCallAttempt')

        """#
    }

    /// Ruby's class names, Java's packages and the wire's shape ids hold the code at their end.
    private static func code(in column: String) -> String {
        #"regexp_replace(coalesce(\#(column), ''), '(?s)\A.*(::|[.#])', '')"#
    }

    /// A list of strings, three a line.
    private static let codes = {
        let quoted = ThrottleCodes.all.sorted().map { "'\($0)'" }
        let lines = stride(from: 0, to: quoted.count, by: 3).map { start in
            "        " + quoted[start..<min(start + 3, quoted.count)].joined(separator: ", ")
        }
        return lines.joined(separator: ",\n")
    }()
}
