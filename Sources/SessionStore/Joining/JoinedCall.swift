/// A call's event that changed its series when a span told more of it: what its old series must no
/// longer count.
struct JoinedCall {
    let series: Int64
    let operation: Int
    let latency: Int32?
    let attemptCount: Int32
    let retries: Int
    let isError: Bool
}
