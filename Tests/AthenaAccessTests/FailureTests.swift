import Testing

@testable import AthenaAccess

/// What a query's failure means, of which Athena says little but in sentences.
struct FailureTests {
    @Test(
        arguments: [
            (
                "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.csm.csm_events' does not exist",
                QueryStop.Kind.notFound
            ),
            ("SCHEMA_NOT_FOUND: line 1:15: Schema 'csm' does not exist", .notFound),
            ("FAILED: SemanticException Database does not exist: csm", .notFound),
            (
                "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources",
                .badData
            ),
            ("SYNTAX_ERROR: line 1:1: mismatched input", .badData),
            (
                "HIVE_BAD_DATA: Field latency's type BINARY in parquet file is incompatible",
                .badData
            ),
            ("Access denied when writing output to url: s3://results/1.csv", .denied),
            (
                "PERMISSION_DENIED: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
                .denied
            ),
            (
                "Insufficient permissions to execute the query. User: arn:aws:sts::1:x is not authorized to perform: glue:GetTable",
                .denied
            ),
            (
                "Insufficient Lake Formation permission(s) on csm_events (Service: AmazonDataCatalog)",
                .denied
            ),
        ] as [(String, QueryStop.Kind)])
    func `its text tells the kind`(text: String, kind: QueryStop.Kind) {
        for isReason in [true, false] {
            let status = QueryStatus(
                state: .failed, reason: isReason ? text : nil,
                fault: .init(category: 2, isRetryable: false, message: isReason ? "short" : text))
            #expect(QueryStop(status) == .refused(kind, "the query failed: \(text)"))
        }
    }

    @Test(arguments: [
        QueryStatus.Fault(category: 1), .init(category: 2, isRetryable: true),
        .init(isRetryable: true),
    ])
    func `a fault of Athena's may be over soon`(fault: QueryStatus.Fault) {
        let status = QueryStatus(state: .failed, reason: "Access denied, by mistake", fault: fault)
        #expect(QueryStop(status) == .gaveUp("the query failed: Access denied, by mistake"))
    }

    @Test func `no reason is needed`() {
        #expect(
            QueryStop(QueryStatus(state: .failed)) == .refused(.badData, "the query failed"))
        #expect(
            QueryStop(QueryStatus(state: .failed, reason: "", fault: .init(message: "m")))
                == .refused(.badData, "the query failed: m"))
        #expect(QueryStop(QueryStatus(state: .cancelled)) == .gaveUp("the query was cancelled"))
    }

    @Test func `the workgroup's limit is another thing than somebody who cancels`() {
        let reason = "Query cancelled! : Bytes scanned limit was exceeded"
        #expect(
            QueryStop(QueryStatus(state: .cancelled, reason: reason))
                == .refused(.badData, "the query was cancelled: \(reason)"))
        #expect(
            QueryStop(QueryStatus(state: .cancelled, reason: "by user"))
                == .gaveUp("the query was cancelled: by user"))
    }
}
