import CSMAnalysis
import CSMEvents

/// A row of a histogram query's answer: events that share all but their latency, and this.
struct HistogramRow {
    /// All that its events have in common but their latency: what samples are told apart by.
    let key: [String?]
    let labels: EventLabels
    let pushed: PushedLabels
    let session: String?
    let sessionName: String?
    /// The session's, where sessions are told apart.
    let sessionFunction: String?
    let latency: Int?
    let figures: HistogramFigures
    /// `nil` unless a budget is asked for.
    let balance: AttemptBalance?
    /// The id of the event that was received first; `nil` unless a budget is asked for.
    let example: String?
}
