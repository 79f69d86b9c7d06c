/// How long to wait before a call is tried again.
///
/// Source: the AWS SDKs' standard retry mode, as of 2026 ("Retry behavior" in the SDKs and tools
/// reference guide): a random share of `base · 2ⁱ`, 20 seconds at most.
public enum RetryDelay {
    private static let longest = Duration.seconds(20)
    /// How much longer than that a server may ask us to wait.
    private static let mostAdded = Duration.seconds(5)

    /// `failures` is how many attempts came before this wait's own failure, from 0; `random` is
    /// from 0 to 1; `asked` is `x-amz-retry-after`.
    public static func duration(
        after failures: Int, isThrottle: Bool, asked: Duration?, random: Double
    ) -> Duration {
        let base = isThrottle ? Duration.seconds(1) : .milliseconds(50)
        let delay = min(base * (1 << min(max(0, failures), 30)), longest) * random
        guard let asked else { return delay }
        return max(delay, min(asked, delay + mostAdded))
    }

    /// What an answer asks for, in its `x-amz-retry-after`, in milliseconds.
    public static func asked(by response: HTTPResponse) -> Duration? {
        response.header("x-amz-retry-after").flatMap { Int64($0) }
            .flatMap { $0 >= 0 ? .milliseconds($0) : nil }
    }
}
