/// What GetQueryExecution says of a query.
struct QueryStatus: Equatable {
    enum State: String, Decodable {
        case queued = "QUEUED"
        case running = "RUNNING"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case cancelled = "CANCELLED"
    }

    var state: State
    var scannedBytes = 0
    var milliseconds = 0
    /// `StateChangeReason`.
    var reason: String?
    /// `AthenaError`, of one that failed.
    var fault: Fault?

    /// Whether it failed by a fault that may be over soon, after which Athena may queue it again.
    ///
    /// Source: QueryExecutionStatus, `State`, in the Athena API reference.
    var mayBeQueuedAgain: Bool {
        state == .failed && (fault?.category == 1 || fault?.isRetryable == true)
    }

    struct Fault: Equatable, Decodable {
        /// 1: Athena's own, 2: the query's, 3: other.
        var category: Int?
        var isRetryable: Bool?
        var message: String?

        private enum CodingKeys: String, CodingKey {
            case category = "ErrorCategory"
            case isRetryable = "Retryable"
            case message = "ErrorMessage"
        }
    }
}

extension QueryStatus: Decodable {
    init(from decoder: any Decoder) throws {
        let execution = try Answer(from: decoder).execution
        state = execution.status.state
        scannedBytes = execution.statistics?.scannedBytes ?? 0
        milliseconds = execution.statistics?.milliseconds ?? 0
        reason = execution.status.reason
        fault = execution.status.fault
    }

    private struct Answer: Decodable {
        let execution: Execution

        private enum CodingKeys: String, CodingKey {
            case execution = "QueryExecution"
        }
    }

    private struct Execution: Decodable {
        let status: Status
        let statistics: Statistics?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case statistics = "Statistics"
        }
    }

    private struct Status: Decodable {
        let state: State
        let reason: String?
        let fault: Fault?

        private enum CodingKeys: String, CodingKey {
            case state = "State"
            case reason = "StateChangeReason"
            case fault = "AthenaError"
        }
    }

    private struct Statistics: Decodable {
        let scannedBytes: Int?
        let milliseconds: Int?

        private enum CodingKeys: String, CodingKey {
            case scannedBytes = "DataScannedInBytes"
            case milliseconds = "TotalExecutionTimeInMillis"
        }
    }
}
