import AWSAccess
import Testing

@testable import FirehoseDelivery

/// What Firehose's answers mean.
struct AnswerTests {
    @Test(
        arguments: [
            (
                #"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{"RecordId":"b"}]}"#,
                [.accepted, .accepted]
            ),
            (
                #"{"Encrypted":true,"FailedPutCount":1,"RequestResponses":[{"RecordId":"a"},{"ErrorCode":"E","ErrorMessage":"m"}]}"#,
                [.accepted, .failed("E")]
            ),
            // Each entry tells of its own record, whatever the count says.
            (
                #"{"FailedPutCount":1,"RequestResponses":[{"RecordId":"a"},{"RecordId":"b"}]}"#,
                [.accepted, .accepted]
            ),
            (
                #"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{"ErrorCode":"E"}]}"#,
                [.accepted, .failed("E")]
            ),
            (
                #"{"FailedPutCount":"x","RequestResponses":[{"RecordId":"a"},{"RecordId":"b"}]}"#,
                [.accepted, .accepted]
            ),
            (
                #"{"RequestResponses":[{"RecordId":"a"},{"RecordId":"b","ErrorCode":"E"}]}"#,
                [.accepted, .accepted]
            ),
            (
                #"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{}]}"#,
                [.accepted, .untold]
            ),
            (
                #"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{"RecordId":""}]}"#,
                [.accepted, .untold]
            ),
            // Of other records than were sent nothing can be taken.
            (#"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"}]}"#, nil), ("", nil),
            ("[]", nil),
            (#"{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{"Rec"#, nil),
        ] as [(String, [EntryResult]?)])
    func `a 200 says what became of each record`(body: String, results: [EntryResult]?) {
        #expect(PutRecordBatch.results(Array(body.utf8), of: 2) == results)
    }

    @Test(
        arguments: [
            (400, "ResourceNotFoundException", CallOutcome.Refusal.Kind.noSuchStream),
            (400, "AccessDeniedException", .denied), (403, "UnrecognizedClientException", .denied),
            (403, "InvalidClientTokenId", .denied),
            (403, "MissingAuthenticationTokenException", .denied),
            (400, "IncompleteSignatureException", .denied),
            (403, "InvalidSignatureException", .denied),
            (403, "SignatureDoesNotMatch", .denied), (400, "InvalidKMSResourceException", .denied),
            (403, nil, .denied), (401, nil, .denied), (400, "InvalidArgumentException", .badData),
            (400, "ValidationException", .badData), (400, "SerializationException", .badData),
            (400, "InvalidSourceException", .badData), (400, "SomethingNew", .badData),
            (404, nil, .notFirehose), (301, nil, .notFirehose), (405, nil, .notFirehose),
        ] as [(Int, String?, CallOutcome.Refusal.Kind)])
    func `some errors are no use to try again`(
        status: Int, code: String?, kind: CallOutcome.Refusal.Kind
    ) {
        let outcome = CallOutcome(
            ServiceError(status: status, code: code), asked: nil, isClockOff: false)
        guard case .refused(let refusal) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(refusal.kind == kind)
    }

    @Test func `a clock that is off comes before what else is wrong, but not before a throttle`() {
        func outcome(_ code: String) -> CallOutcome {
            CallOutcome(ServiceError(status: 403, code: code), asked: nil, isClockOff: true)
        }
        for code in ["InvalidSignatureException", "RequestExpired", "AccessDenied"] {
            guard case .skewed = outcome(code) else {
                Issue.record("\(code)")
                continue
            }
        }
        #expect(
            outcome("ThrottlingException")
                == .failed("ThrottlingException", isThrottle: true, asked: nil))
    }
}
