public import CSMAnalysis

/// The calls and attempts of a session, linked, with its marks and its time line.
public struct RecordedCalls: Sendable {
    let session: SessionOverview
    let trace: CallTrace
    let marks: SessionMarks
    let line: TimeLine

    public init(
        of trace: CallTrace, _ marks: SessionMarks, in session: SessionOverview, on line: TimeLine
    ) {
        self.session = session
        self.trace = trace
        self.marks = marks
        self.line = line
    }
}
