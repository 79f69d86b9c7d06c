/// The error codes that mean "slow down".
///
/// Source: the AWS SDKs' list of throttling errors, as botocore's `retries/special` and the SDK
/// reference guide's "Retry behavior" give it.
public enum ThrottleCodes {
    public static let all: Set<String> = [
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
    ]

    /// Whether `code`, or its last part, is one of them.
    public static func contains(_ code: String) -> Bool {
        all.contains(code) || all.contains(String(ErrorCode.lastPart(of: code)))
    }

    static func contain(_ code: TextSlice, in datagram: UnsafeBufferPointer<UInt8>) -> Bool {
        // A Java or Ruby class name may be long, but no code is longer than this.
        code.text(in: datagram, limit: 1_024).map(contains) ?? false
    }
}
