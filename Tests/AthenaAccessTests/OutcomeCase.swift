import AthenaAccess
import CSMTestSupport
import Testing

/// A script of the scripted Athena, and what is to come of it.
struct OutcomeCase: CustomTestStringConvertible {
    let testDescription: String
    /// In the server's own words.
    let control: String
    let stop: QueryStop?
    /// Rows by then.
    let rows: Int
    /// Whether the query may still run then, and perhaps does.
    let isLeft: Bool
    /// Calls, as the first letters of start, look, read and end.
    let calls: String

    init(
        _ name: String, _ control: String, _ stop: QueryStop? = nil, rows: Int = 3,
        isLeft: Bool = false, calls: String
    ) {
        testDescription = name
        self.control = control
        self.stop = stop
        self.rows = rows
        self.isLeft = isLeft
        self.calls = calls
    }

    /// The calls of a ledger.
    static func letters(of calls: [JSON]) -> String {
        let letters = [start: "s", look: "l", read: "r", "StopQueryExecution": "e"]
        return calls.compactMap { letters[$0["action"].string ?? ""] }.joined()
    }

    static func error(
        _ action: String, _ code: String, _ message: String = "m", status: Int = 400,
        times: Int = 1
    ) -> String {
        let outcome = """
            {"do": "error", "code": "\(code)", "message": "\(message)", "status": \(status)}
            """
        return script(action, Array(repeating: outcome, count: times).joined(separator: ", "))
    }

    private static func script(_ action: String, _ outcomes: String) -> String {
        "\"script\": {\"\(action)\": [\(outcomes)]}"
    }

    private static func states(_ states: String) -> String { "\"states\": [\(states)]" }

    private static let start = "StartQueryExecution"
    private static let look = "GetQueryExecution"
    private static let read = "GetQueryResults"
    private static let stop = "StopQueryExecution"
    private static let unknown = "QueryExecution 0a1b was not found"
    private static let unreadable = "the response is not what Athena would send"

    static let answered: [OutcomeCase] = [
        OutcomeCase("it succeeds at once", states("\"SUCCEEDED\""), calls: "slr"),
        OutcomeCase(
            "it waits, runs and waits again",
            states("\"QUEUED\", \"RUNNING\", \"QUEUED\", \"RUNNING\", \"SUCCEEDED\""),
            calls: "slllllr"),
        OutcomeCase("each page has one row", "\"page_rows\": 1", calls: "sllrrrr"),
        OutcomeCase("the first pages are empty", "\"empty_pages\": 2", calls: "sllrrr"),
        OutcomeCase("there are no names above", "\"header\": false", calls: "sllr"),
        OutcomeCase("names are spelt another way", "\"columns\": [\"N\"]", calls: "sllr"),
        OutcomeCase("there are no rows", "\"generate\": 0", rows: 0, calls: "sllr"),
        OutcomeCase(
            "the answer to the start is lost", script(start, "\"commit_then_reset\""),
            calls: "ssllr"),
        OutcomeCase("the answer to the start is cut", script(start, "\"cut\""), calls: "ssllr"),
        OutcomeCase(
            "the answer to the start is half", script(start, "\"unreadable\""), calls: "ssllr"),
        OutcomeCase(
            "the start is lost", script(start, "\"reset_before\", \"reset_after\""), calls: "sssllr"
        ),
        OutcomeCase(
            "a look is half, cut",
            script(look, "\"unreadable\", \"cut\""), calls: "slllr"),
        OutcomeCase(
            "a page is half, cut", script(read, "\"unreadable\", \"cut\""), calls: "sllrrr"),
        OutcomeCase(
            "a page is a page of HTML",
            script(read, "{\"do\": \"unreadable\", \"body\": \"<html></html>\"}"), calls: "sllrr"),
        OutcomeCase(
            "nothing comes for a while", script(look, "{\"do\": \"hang\"}"), calls: "slllr"),
        OutcomeCase("connections end", script(look, "\"close_idle\", \"chunked\""), calls: "sllr"),
        OutcomeCase(
            "throttled twice", error(start, "TooManyRequestsException", times: 2), calls: "sssllr"),
        OutcomeCase("throttled while it runs", error(look, "ThrottlingException"), calls: "slllr"),
        OutcomeCase(
            "a fault while it is read", error(read, "InternalServerException", status: 500),
            calls: "sllrr"),
        OutcomeCase(
            "a gateway is down", script(look, "{\"do\": \"html\", \"status\": 502}"), calls: "slllr"
        ),
        OutcomeCase(
            "it is no Athena for a moment", script(look, "{\"do\": \"html\", \"status\": 404}"),
            calls: "slllr"),
        OutcomeCase("credentials are over", error(look, "ExpiredTokenException"), calls: "slllr"),
        OutcomeCase(
            "and again after an answer",
            script(look, "{\"do\": \"error\", \"code\": \"ExpiredToken\"}, \"ok\"") + ", "
                + states("\"RUNNING\", \"SUCCEEDED\""), calls: "slllr"),
        OutcomeCase(
            "it is not known everywhere yet",
            error(look, "InvalidRequestException", unknown, times: 2),
            calls: "sllllr"),
        OutcomeCase("the clock is an hour off", "\"clock_offset_s\": 3600", calls: "ssllr"),
        OutcomeCase(
            "it scans more than is allowed, and has succeeded",
            states("{\"state\": \"SUCCEEDED\", \"scanned\": 2000000}"), calls: "slr"),
    ]

    static let refused: [OutcomeCase] = [
        OutcomeCase(
            "access to the start is denied",
            error(start, "AccessDeniedException"),
            .refused(.denied, "AccessDeniedException: m"), rows: 0, calls: "s"),
        OutcomeCase(
            "access to a look is denied", error(look, "AccessDeniedException"),
            .refused(.denied, "AccessDeniedException: m"), rows: 0, calls: "sle"),
        OutcomeCase(
            "access to the result is denied", error(read, "AccessDeniedException"),
            .refused(.denied, "AccessDeniedException: m"), rows: 0, calls: "sllr"),
        OutcomeCase(
            "there is no such workgroup", "\"workgroups\": [\"other\"]",
            .refused(.notFound, "InvalidRequestException: WorkGroup is not found."), rows: 0,
            calls: "s"),
        OutcomeCase(
            "there is no such database", "\"databases\": [\"other\"]",
            .refused(
                .notFound,
                "the query failed: SCHEMA_NOT_FOUND: line 1:15: Schema 'csm' does not exist"),
            rows: 0, calls: "sl"),
        OutcomeCase(
            "the statement is wrong", error(start, "InvalidRequestException", "line 1:1"),
            .refused(.badData, "InvalidRequestException: line 1:1"), rows: 0, calls: "s"),
        OutcomeCase(
            "credentials are over, new ones too", error(look, "ExpiredTokenException", times: 2),
            .refused(.denied, "ExpiredTokenException: m"), rows: 0, calls: "slle"),
        OutcomeCase(
            "nobody is Athena", script(start, "{\"do\": \"html\", \"status\": 404}"),
            .refused(.notAthena, "HTTP status 404"), rows: 0, calls: "s"),
        OutcomeCase(
            "throttled for good", error(start, "TooManyRequestsException", times: 3),
            .gaveUp("TooManyRequestsException: m"), rows: 0, calls: "sss"),
        OutcomeCase(
            "throttled for good while it runs",
            error(look, "TooManyRequestsException", times: 3),
            .gaveUp("TooManyRequestsException: m"), rows: 0, calls: "sllle"),
        OutcomeCase(
            "a page stays half", script(read, "\"unreadable\", \"unreadable\", \"unreadable\""),
            .gaveUp(unreadable), rows: 0, calls: "sllrrr"),
        OutcomeCase(
            "a state nobody knows",
            script(
                look,
                Array(
                    repeating:
                        "{\"do\": \"unreadable\", \"body\": \"{\\\"QueryExecution\\\": {\\\"Status\\\": {\\\"State\\\": \\\"NEW\\\"}}}\"}",
                    count: 3
                ).joined(separator: ", ")),
            .gaveUp(unreadable), rows: 0, calls: "sllle"),
        OutcomeCase(
            "the answer to the start stays lost",
            script(start, "\"commit_then_reset\", \"commit_then_reset\", \"unreadable\""),
            .gaveUp(unreadable), rows: 0, calls: "sssse"),
        OutcomeCase(
            "it fails", states("\"RUNNING\", {\"state\": \"FAILED\", \"reason\": \"SYNTAX\"}"),
            .refused(.badData, "the query failed: SYNTAX"), rows: 0, calls: "sll"),
        OutcomeCase(
            "it fails by Athena's fault",
            states(
                """
                {"state": "FAILED", "error": {"ErrorCategory": 1, "ErrorType": 100,
                "Retryable": true, "ErrorMessage": "Internal service error\\nmore"}}
                """), .gaveUp("the query failed: Internal service error"), rows: 0, calls: "sle"),
        OutcomeCase(
            "it is queued again after a fault",
            states("{\"state\": \"FAILED\", \"error\": {\"Retryable\": true}}, \"QUEUED\""),
            .gaveUp("the query failed"), rows: 0, calls: "sle"),
        OutcomeCase(
            "it stays unknown", error(look, "InvalidRequestException", unknown, times: 3),
            .gaveUp("InvalidRequestException: \(unknown)"), rows: 0, calls: "sllle"),
        OutcomeCase(
            "it is cancelled", states("\"RUNNING\", \"CANCELLED\""),
            .gaveUp("the query was cancelled"), rows: 0, calls: "sll"),
        OutcomeCase(
            "the workgroup cancels it",
            states("{\"state\": \"CANCELLED\", \"reason\": \"Bytes scanned limit was exceeded\"}"),
            .refused(.badData, "the query was cancelled: Bytes scanned limit was exceeded"),
            rows: 0, calls: "sl"),
        OutcomeCase(
            "it scans more than is allowed",
            states("\"RUNNING\", {\"state\": \"RUNNING\", \"scanned\": 2000000}"),
            .overLimit(scannedBytes: 2_000_000, limit: 1_000_000), rows: 0, calls: "slle"),
        OutcomeCase(
            "other columns", "\"columns\": [\"n\", \"m\"]",
            .refused(.badData, "the columns of the result are not n but n, m"), rows: 0,
            calls: "sllr"),
        OutcomeCase(
            "a row that is too long", "\"rows\": [[1], [2, 3]]",
            .refused(.badData, "a row of the result has 2 values, not 1"), rows: 0, calls: "sllr"),
        OutcomeCase(
            "a token that comes again", "\"page_rows\": 1, \"repeat_token\": true",
            .refused(.badData, "a page of the result has the token of an earlier page"), rows: 0,
            calls: "sllrr"),
    ]

    /// Ways of stopping a query that scans too much.
    static let ended: [OutcomeCase] = [
        ending("the answer is lost", script(stop, "\"commit_then_reset\""), calls: "slee"),
        ending(
            "it is throttled twice", error(stop, "TooManyRequestsException", times: 2),
            calls: "sleee"),
        ending("credentials are over", error(stop, "ExpiredTokenException"), calls: "slee"),
        ending(
            "the query is not known everywhere yet",
            error(stop, "InvalidRequestException", unknown), calls: "slee"),
        ending("it is denied", error(stop, "AccessDeniedException"), isLeft: true, calls: "sle"),
        ending(
            "it is throttled", error(stop, "ThrottlingException", times: 3), isLeft: true,
            calls: "sleee"),
        ending(
            "new credentials are over", error(stop, "ExpiredTokenException", times: 2),
            isLeft: true, calls: "slee"),
        ending(
            "it does not get through",
            script(stop, "\"reset_after\", \"reset_before\", \"reset_after\""), isLeft: true,
            calls: "sleee"),
        OutcomeCase(
            "the start is lost for good",
            error(start, "InternalServerException", status: 500, times: 6),
            .gaveUp("InternalServerException: m"), rows: 0, isLeft: true, calls: "ssssss"),
        OutcomeCase(
            "so is its answer",
            script(
                start, Array(repeating: "\"commit_then_error\"", count: 6).joined(separator: ", ")),
            .gaveUp("InternalServerException: By script."), rows: 0, isLeft: true, calls: "ssssss"),
        OutcomeCase(
            "the answer to the start comes late",
            script(
                start, Array(repeating: "\"commit_then_error\"", count: 5).joined(separator: ", ")),
            .gaveUp("InternalServerException: By script."), rows: 0, calls: "sssssse"),
    ]

    private static func ending(
        _ name: String, _ script: String, isLeft: Bool = false, calls: String
    ) -> OutcomeCase {
        OutcomeCase(
            name, script + ", " + states("{\"state\": \"RUNNING\", \"scanned\": 2000000}"),
            .overLimit(scannedBytes: 2_000_000, limit: 1_000_000), rows: 0, isLeft: isLeft,
            calls: calls)
    }
}
