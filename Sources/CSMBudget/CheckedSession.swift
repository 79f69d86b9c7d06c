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

    /// Why the session's figures may be less than what happened; `nil` where nothing says so.
    var gap: String? {
        let completeness = overview.completeness
        let dropped = (completeness.droppedByKernel ?? 0) + completeness.droppedByRecorder
        switch overview.state {
        case "interrupted": return "session \(overview.id) was interrupted"
        case "recording": return "session \(overview.id) is still being recorded"
        default: return dropped > 0 ? "\(dropped) datagrams were dropped" : nil
        }
    }
}
