import AWSAccess
import Testing

@testable import AthenaAccess

/// What Athena's answers mean.
struct AnswerTests {
    @Test(
        arguments: [
            (#"{"QueryExecutionId":"a-1"}"#, AthenaAnswer.started(id: "a-1")),
            (#"{"QueryExecutionId":"a-1","New":[1]}"#, .started(id: "a-1")),
            (#"{"QueryExecutionId":""}"#, nil), (#"{"QueryExecutionId":"a b"}"#, nil),
            (#"{"QueryExecutionId":7}"#, nil), ("{}", nil), ("", nil), ("[]", nil),
            (#"{"QueryExecutionId":"a"#, nil), ("<html></html>", nil),
        ] as [(String, AthenaAnswer?)])
    func `a start tells the id`(body: String, answer: AthenaAnswer?) {
        #expect(AthenaAnswer(to: .start, Array(body.utf8)) == answer)
    }

    @Test(
        arguments: [
            (#"{"QueryExecution":{"Status":{"State":"QUEUED"}}}"#, QueryStatus(state: .queued)),
            (
                #"{"QueryExecution":{"Status":{"State":"RUNNING","SubmissionDateTime":1.7E9},"Statistics":{"DataScannedInBytes":5,"TotalExecutionTimeInMillis":7}}}"#,
                QueryStatus(state: .running, scannedBytes: 5, milliseconds: 7)
            ),
            (
                #"{"QueryExecution":{"Status":{"State":"FAILED","StateChangeReason":"r","AthenaError":{"ErrorCategory":2,"ErrorType":1006,"Retryable":false,"ErrorMessage":"m"}}}}"#,
                QueryStatus(
                    state: .failed, reason: "r",
                    fault: .init(category: 2, isRetryable: false, message: "m"))
            ),
            (#"{"QueryExecution":{"Status":{"State":"PAUSED"}}}"#, nil),
            (#"{"QueryExecution":{"Status":{}}}"#, nil), (#"{"QueryExecution":{}}"#, nil),
            ("{}", nil), (#"{"QueryExecution":{"Status":{"State":"QUEUED"}"#, nil),
        ] as [(String, QueryStatus?)])
    func `a look tells the state`(body: String, status: QueryStatus?) {
        #expect(AthenaAnswer(to: .status("q"), Array(body.utf8)) == status.map { .status($0) })
    }

    @Test(
        arguments: [
            (
                #"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"x"},{}]},{}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"A","Type":"varchar"},{"Name":"b"}]}},"NextToken":"t"}"#,
                ResultPage(columns: ["A", "b"], rows: [["x", nil], []], nextToken: "t")
            ),
            (
                #"{"ResultSet":{"Rows":[],"ResultSetMetadata":{"ColumnInfo":[]}},"NextToken":""}"#,
                ResultPage(columns: [], rows: [], nextToken: nil)
            ),
            (
                #"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":null}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"a"}]}},"NextToken":null}"#,
                ResultPage(columns: ["a"], rows: [[nil]], nextToken: nil)
            ),
            (#"{"ResultSet":{"Rows":[]}}"#, nil), ("{}", nil),
            (#"{"ResultSet":{"ResultSetMetadata":{"ColumnInfo":[]}}}"#, nil),
            (
                #"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":1}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"a"}]}}}"#,
                nil
            ),
        ] as [(String, ResultPage?)])
    func `a page has rows and columns`(body: String, page: ResultPage?) {
        let call = AthenaCall.page("q", token: nil, rows: 9)
        #expect(AthenaAnswer(to: call, Array(body.utf8)) == page.map { .page($0) })
    }

    @Test(
        arguments: [
            (400, "InvalidRequestException", "WorkGroup is not found.", QueryStop.Kind.notFound),
            (400, "InvalidRequestException", "WorkGroup csm is not found.", .notFound),
            (400, "InvalidRequestException", "Catalog x does not exist", .notFound),
            (400, "InvalidRequestException", "Database csm not found", .notFound),
            (400, "InvalidRequestException", "line 1:8: mismatched input 'x'", .badData),
            (400, "InvalidRequestException", nil, .badData),
            (
                400, "InvalidRequestException",
                "You do not seem to have access to the S3 location of your query results.", .denied
            ),
            (400, "ResourceNotFoundException", "x", .notFound),
            (400, "AccessDeniedException", "You are not authorized", .denied),
            (403, "UnrecognizedClientException", nil, .denied),
            (403, "InvalidClientTokenId", nil, .denied),
            (403, "MissingAuthenticationTokenException", nil, .denied),
            (400, "IncompleteSignature", nil, .denied),
            (403, "InvalidSignatureException", nil, .denied),
            (403, "SignatureDoesNotMatch", nil, .denied), (403, nil, nil, .denied),
            (401, nil, nil, .denied), (407, nil, nil, .denied), (403, "New", nil, .denied),
            (400, "SerializationException", nil, .badData),
            (403, "ValidationException", nil, .badData), (400, "SomethingNew", nil, .badData),
            (404, "UnknownOperationException", nil, .notAthena), (404, nil, nil, .notAthena),
            (301, nil, nil, .notAthena), (405, nil, nil, .notAthena),
        ] as [(Int, String?, String?, QueryStop.Kind)])
    func `some errors are no use to try again`(
        status: Int, code: String?, message: String?, kind: QueryStop.Kind
    ) {
        let error = ServiceError(status: status, code: code, message: message)
        let outcome = AthenaOutcome(error, asked: nil, isClockOff: false)
        #expect(outcome == .refused(kind, error.sentence))
    }

    @Test(
        arguments: [
            (400, "TooManyRequestsException", true), (400, "ThrottlingException", true),
            (503, "ServiceUnavailable", true), (429, nil, true),
            (500, "InternalServerException", false), (400, "InternalServerException", false),
            (500, nil, false), (503, nil, false), (400, "RequestTimeout", false),
        ] as [(Int, String?, Bool)])
    func `others are`(status: Int, code: String?, isThrottle: Bool) {
        let error = ServiceError(status: status, code: code)
        let outcome = AthenaOutcome(error, asked: .seconds(1), isClockOff: false)
        #expect(
            outcome == .failed(error.sentence, isThrottle: isThrottle, asked: .seconds(1)))
    }

    @Test func `a query may not be known everywhere yet`() {
        let error = ServiceError(
            status: 400, code: "InvalidRequestException",
            message: "QueryExecution 0a1b-2c was not found")
        let outcome = AthenaOutcome(error, asked: nil, isClockOff: false)
        #expect(outcome == .failed(error.sentence, isThrottle: true, asked: nil))
    }

    @Test func `credentials and clocks can be put right`() {
        func outcome(_ code: String, isClockOff: Bool) -> AthenaOutcome {
            AthenaOutcome(ServiceError(status: 400, code: code), asked: nil, isClockOff: isClockOff)
        }
        let expired = "ExpiredTokenException"
        #expect(outcome(expired, isClockOff: false) == .expired(expired))
        let signature = "InvalidSignatureException"
        #expect(outcome(signature, isClockOff: true) == .skewed(signature))
        #expect(outcome(signature, isClockOff: false) == .refused(.denied, signature))
    }
}
