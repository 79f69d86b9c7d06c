public import CSMAnalysis
import CSMEvents

/// A session to be judged: its calls and attempts, by their labels.
public struct CheckedSession: Sendable {
    public let overview: SessionOverview
    let trace: CallTrace
    let line: TimeLine
    let marks: SessionMarks
    /// Places in the trace's calls, and in its attempts, for each of its labels.
    let callsByLabels: [[Int]]
    let attemptsByLabels: [[Int]]

    public init(
        _ overview: SessionOverview, trace: CallTrace, line: TimeLine, marks: SessionMarks
    ) {
        self.overview = overview
        self.trace = trace
        self.line = line
        self.marks = marks
        callsByLabels = Self.byLabels(trace.calls, trace.labels.count)
        attemptsByLabels = Self.byLabels(trace.attempts, trace.labels.count)
    }

    private static func byLabels(_ events: [TimedEvent], _ count: Int) -> [[Int]] {
        var places = [[Int]](repeating: [], count: count)
        for (place, event) in events.enumerated() { places[event.labels].append(place) }
        return places
    }

    /// What is known of an operation's attempts.
    struct AttemptCounts {
        /// Attempts that were not seen, of calls that were.
        var missing = 0
        /// Attempts that were seen, of calls that were not.
        var surplus = 0

        static func += (left: inout AttemptCounts, right: AttemptCounts) {
            left.missing += right.missing
            left.surplus += right.surplus
        }
    }

    /// By operation.
    var attemptCounts: [Operation: AttemptCounts] {
        /// Attempts seen less those that the calls count.
        var balances: [Operation: Int] = [:]
        for (place, labels) in trace.labels.enumerated() {
            let operation = Operation(labels)
            if labels.level == .call {
                let attempts = callsByLabels[place].map {
                    max(0, Int(trace.calls[$0].attemptCount ?? 0))
                }
                balances[operation, default: 0] -= attempts.reduce(0, +)
            } else if labels.level == .attempt {
                balances[operation, default: 0] += attemptsByLabels[place].count
            }
        }
        return balances.mapValues { AttemptCounts(missing: max(0, -$0), surplus: max(0, $0)) }
    }

    /// Why the session's figures may be less than what happened; `nil` where nothing says so.
    var gap: String? {
        let completeness = overview.completeness
        // What could not be read may have been a call.
        if completeness.undecodable > 0, overview.state == "complete" {
            return "\(completeness.undecodable) datagrams could not be decoded"
        }
        let dropped = (completeness.droppedByKernel ?? 0) + completeness.droppedByRecorder
        switch overview.state {
        case "interrupted": return "session \(overview.id) was interrupted"
        case "recording": return "session \(overview.id) is still being recorded"
        default:
            if dropped > 0 { return "\(dropped) datagrams were dropped" }
            let left = completeness.processesLeft
            return switch left {
            case 0: nil
            case 1: "1 process outlived the command"
            default: "\(left) processes outlived the command"
            }
        }
    }
}

/// A service and an API.
struct Operation: Hashable {
    let service: String
    let api: String

    init(_ labels: EventLabels) {
        service = labels.service
        api = labels.api
    }

    var name: String { "\(service).\(api)" }
}
