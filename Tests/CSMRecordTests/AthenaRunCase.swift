import Testing

/// A script of the scripted Athena, and what `stats --athena` is to make of it.
struct AthenaRunCase: CustomTestStringConvertible {
    let testDescription: String
    let control: String
    var arguments: [String] = []
    let status: Int32
    /// All of stderr, without each line's beginning; {id} is the query's.
    let lines: [String]
    /// As the first letters of start, look, read and end.
    let calls: String

    /// Whether the query goes on.
    var isLeft: Bool { lines.contains { $0.hasSuffix(" may still be running") } }

    init(
        _ name: String, _ control: String, _ arguments: [String] = [], _ status: Int32 = 0,
        _ lines: [String] = [], calls: String
    ) {
        testDescription = name
        self.control = control
        self.arguments = arguments
        self.status = status
        self.lines = lines
        self.calls = calls
    }

    static func script(_ action: String, _ outcomes: String...) -> String {
        "\"script\": {\"\(action)\": [\(outcomes.joined(separator: ", "))]}"
    }

    private static func error(_ code: String, _ message: String = "No.", _ status: Int = 400)
        -> String
    {
        """
        {"do": "error", "code": "\(code)", "message": "\(message)", "status": \(status)}
        """
    }

    private static func failed(_ reason: String, category: Int = 2) -> String {
        """
        "states": ["RUNNING", {"state": "FAILED", "reason": "\(reason)",
        "error": {"ErrorCategory": \(category), "Retryable": false, "ErrorMessage": "Short."}}]
        """
    }

    private static let start = "StartQueryExecution"
    private static let look = "GetQueryExecution"
    private static let read = "GetQueryResults"
    private static let stop = "StopQueryExecution"
    private static let unknown = error(
        "InvalidRequestException", "QueryExecution 0a1b was not found")
    private static let stackAdvice =
        "the workgroup and the database are in the stack's outputs: csm-record backend template"

    static let answered: [AthenaRunCase] = [
        AthenaRunCase(
            "it waits and runs", "\"states\": [\"QUEUED\", \"RUNNING\", \"SUCCEEDED\"]",
            calls: "slllr"),
        AthenaRunCase("pages of one row", "\"page_rows\": 1", calls: "sllrrrr"),
        AthenaRunCase("pages without rows", "\"empty_pages\": 2", calls: "sllrrr"),
        AthenaRunCase("a query not known yet", script(look, unknown), calls: "slllr"),
        AthenaRunCase(
            "throttled", script(start, error("TooManyRequestsException")), calls: "ssllr"),
        AthenaRunCase(
            "a fault", script(look, error("InternalServerException", "No.", 500)), calls: "slllr"),
        AthenaRunCase("a lost answer", script(start, "\"commit_then_reset\""), calls: "ssllr"),
        AthenaRunCase("half an answer", script(start, "\"unreadable\""), calls: "ssllr"),
        AthenaRunCase(
            "pages that are cut",
            script(read, "\"cut\"", "\"ok\"", "\"unreadable\"", "\"ok\", \"cut\"")
                + ", \"page_rows\": 1", calls: "sllrrrrrrr"),
        AthenaRunCase(
            "credentials that are over in the middle",
            script(look, error("ExpiredTokenException")), calls: "slllr"),
        AthenaRunCase("a clock that is an hour off", "\"clock_offset_s\": 3600", calls: "ssllr"),
        AthenaRunCase(
            "more than is allowed, by when it has succeeded",
            "\"states\": [{\"state\": \"SUCCEEDED\", \"scanned\": 3000000}]",
            ["--max-scan", "1MiB"], 0,
            ["the query scanned 2.86 MiB, more than --max-scan 1MiB, before it could be cancelled"],
            calls: "slr"),
    ]

    static let refused: [AthenaRunCase] = [
        AthenaRunCase(
            "throttled for good",
            script(start, error("TooManyRequestsException"), error("ThrottlingException")), [], 75,
            ["cannot query Athena: ThrottlingException: No."], calls: "ss"),
        AthenaRunCase(
            "pages that stay half", script(read, "\"unreadable\"", "\"unreadable\""), [], 75,
            ["cannot query Athena: the response is not what Athena would send"], calls: "sllrr"),
        AthenaRunCase(
            "access denied", script(start, error("AccessDeniedException")), [], 77,
            ["cannot query Athena: AccessDeniedException: No."], calls: "s"),
        AthenaRunCase(
            "access to a look denied", script(look, error("AccessDeniedException")), [], 77,
            ["cannot query Athena: AccessDeniedException: No."], calls: "sle"),
        AthenaRunCase(
            "credentials that are over for good",
            script(look, error("ExpiredTokenException"), error("ExpiredTokenException")), [], 77,
            ["cannot query Athena: ExpiredTokenException: No."], calls: "slle"),
        AthenaRunCase(
            "no such workgroup", "\"workgroups\": [\"other\"]", [], 66,
            [
                "cannot query Athena: InvalidRequestException: WorkGroup is not found.",
                stackAdvice,
            ], calls: "s"),
        AthenaRunCase(
            "no such database", "\"databases\": [\"csm_record\"]", ["--database", "none"], 66,
            [
                "cannot query Athena: the query failed: "
                    + "SCHEMA_NOT_FOUND: line 1:15: Schema 'none' does not exist",
                stackAdvice,
            ], calls: "sl"),
        AthenaRunCase(
            "no such table",
            failed("TABLE_NOT_FOUND: line 12:10: Table 'awsdatacatalog.a.b' does not exist"), [],
            66,
            [
                "cannot query Athena: the query failed: "
                    + "TABLE_NOT_FOUND: line 12:10: Table 'awsdatacatalog.a.b' does not exist",
                stackAdvice,
            ], calls: "sll"),
        AthenaRunCase(
            "a table that is too old",
            failed(
                "COLUMN_NOT_FOUND: line 17:9: Column 'duration_us' cannot be resolved or requester is not authorized to access requested resources"
            ), [], 65,
            [
                "cannot query Athena: the query failed: COLUMN_NOT_FOUND: line 17:9: "
                    + "Column 'duration_us' cannot be resolved or requester is not authorized to "
                    + "access requested resources",
                "the table is of an earlier version; run in Athena: "
                    + "ALTER TABLE csm_events ADD COLUMNS (resource string, duration_us bigint)",
            ], calls: "sll"),
        AthenaRunCase(
            "data that is none", failed("HIVE_BAD_DATA: Malformed Parquet file"), [], 65,
            ["cannot query Athena: the query failed: HIVE_BAD_DATA: Malformed Parquet file"],
            calls: "sll"),
        AthenaRunCase(
            "a bucket that may not be read",
            failed("PERMISSION_DENIED: Access Denied (Service: Amazon S3)"), [], 77,
            [
                "cannot query Athena: the query failed: "
                    + "PERMISSION_DENIED: Access Denied (Service: Amazon S3)"
            ], calls: "sll"),
        AthenaRunCase(
            "a fault of Athena's", failed("INTERNAL_ERROR_QUERY_ENGINE", category: 1), [], 75,
            ["cannot query Athena: the query failed: INTERNAL_ERROR_QUERY_ENGINE"], calls: "slle"),
        AthenaRunCase(
            "somebody cancels it", "\"states\": [\"RUNNING\", \"CANCELLED\"]", [], 75,
            ["cannot query Athena: the query was cancelled"], calls: "sll"),
        AthenaRunCase(
            "the workgroup cancels it",
            "\"states\": [{\"state\": \"CANCELLED\", \"reason\": \"Bytes scanned limit was exceeded\"}]",
            [], 65,
            ["cannot query Athena: the query was cancelled: Bytes scanned limit was exceeded"],
            calls: "sl"),
        AthenaRunCase(
            "more than is allowed, while it runs",
            "\"states\": [\"RUNNING\", {\"state\": \"RUNNING\", \"scanned\": 3145728}]",
            ["--max-scan", "1MiB"], 65,
            [
                "cannot query Athena: it scanned 3.00 MiB, and --max-scan is 1.00 MiB",
                "pass a later --since, or a larger --max-scan",
            ], calls: "slle"),
        AthenaRunCase(
            "other columns", "\"columns\": [\"a\", \"b\"], \"rows\": []", [], 65,
            [
                "cannot query Athena: the columns of the result are not "
                    + AthenaRun.columns.joined(separator: ", ") + " but a, b"
            ], calls: "sllr"),
        AthenaRunCase(
            "pages that go round", "\"page_rows\": 1, \"repeat_token\": true", [], 65,
            ["cannot query Athena: a page of the result has the token of an earlier page"],
            calls: "sllrr"),
        AthenaRunCase(
            "no Athena", script(start, "{\"do\": \"html\", \"status\": 404}"), [], 69,
            ["cannot query Athena: HTTP status 404"], calls: "s"),
        AthenaRunCase(
            "text that is hostile", failed("\\u001b[31mred\\u0007\\u202e\\nmore"), [], 65,
            ["cannot query Athena: the query failed: \\x1B[31mred\\x07\\u202E"], calls: "sll"),
    ]

    /// Queries that are to be stopped, which may fail.
    static let ended: [AthenaRunCase] = [
        AthenaRunCase(
            "a stop that is throttled", tooMuch + script(stop, throttle, throttle),
            ["--max-scan", "1MiB"], 65, tooMuchScanned, calls: "sleee"),
        AthenaRunCase(
            "a stop whose credentials are over",
            tooMuch + script(stop, error("ExpiredTokenException")), ["--max-scan", "1MiB"], 65,
            tooMuchScanned, calls: "slee"),
        AthenaRunCase(
            "a stop that stays throttled", tooMuch + script(stop, throttle, throttle, throttle),
            ["--max-scan", "1MiB"], 65,
            [tooMuchScanned[0], "the query {id} may still be running", tooMuchScanned[1]],
            calls: "sleee"),
        AthenaRunCase(
            "a stop that is denied",
            "\"states\": [\"RUNNING\"], \"script\": {"
                + [look, stop].map { "\"\($0)\": [\(error("AccessDeniedException"))]" }
                .joined(separator: ", ") + "}", [], 77,
            [
                "cannot query Athena: AccessDeniedException: No.",
                "the query {id} may still be running",
            ], calls: "sle"),
        AthenaRunCase(
            "a start whose answer stays lost",
            script(
                start,
                Array(repeating: "\"commit_then_error\"", count: 5).joined(separator: ", ")), [],
            75,
            [
                "cannot query Athena: InternalServerException: By script.",
                "a query may still be running",
            ], calls: "sssss"),
        AthenaRunCase(
            "a failure that is not the end",
            "\"states\": [{\"state\": \"FAILED\", \"error\": {\"Retryable\": true}}, \"QUEUED\"]",
            [], 75, ["cannot query Athena: the query failed"], calls: "sle"),
    ]

    private static let throttle = error("TooManyRequestsException")
    private static let tooMuch = "\"states\": [{\"state\": \"RUNNING\", \"scanned\": 3145728}], "
    private static let tooMuchScanned = [
        "cannot query Athena: it scanned 3.00 MiB, and --max-scan is 1.00 MiB",
        "pass a later --since, or a larger --max-scan",
    ]
}
