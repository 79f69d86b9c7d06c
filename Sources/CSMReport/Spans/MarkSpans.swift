import CSMAnalysis
import CSMEvents

/// Spans of marks, from their beginnings to their ends.
struct MarkSpans {
    private struct Owner: Hashable {
        let name: String
        let clientID: String?
    }

    /// A mark may be begun within itself: its ends close the last begun.
    private var open: [Owner: [SessionMarks.Edge]] = [:]

    /// Takes a mark's beginning or end; a span if that ended one, `nil` where nothing was begun.
    enum Outcome {
        case begun
        case ended(SpanText)
        case notBegun
    }

    mutating func add(_ edge: SessionMarks.Edge, _ ids: SessionSpanIDs) -> Outcome {
        let owner = Owner(name: edge.mark.name, clientID: edge.mark.clientID)
        guard edge.mark.phase == .end else {
            open[owner, default: []].append(edge)
            return .begun
        }
        guard let begin = open[owner]?.popLast() else { return .notBegun }
        if open[owner]?.isEmpty == true { open[owner] = nil }
        return .ended(span(begin, end: edge.arrival, endSequence: edge.sequence, ids))
    }

    /// Those that never ended, until the session's end, in microseconds since 1970.
    func unended(until end: Int64, _ ids: SessionSpanIDs) -> [SpanText] {
        open.values.joined().sorted { $0.sequence < $1.sequence }.map {
            span($0, end: max(end, $0.arrival), endSequence: nil, ids)
        }
    }

    private func span(
        _ begin: SessionMarks.Edge, end: Int64, endSequence: Int64?, _ ids: SessionSpanIDs
    ) -> SpanText {
        var own = ids[begin.sequence]
        own.parent = ids[0].span
        var span = SpanText(
            ids: own, name: begin.mark.name, kind: .inside,
            start: SpanText.nanoseconds(microseconds: begin.arrival),
            end: SpanText.nanoseconds(microseconds: max(begin.arrival, end)))
        span.attributes.add(.type, MarkEvent.type)
        span.attributes.add(.mark, begin.mark.name)
        span.attributes.add(.clientID, begin.mark.clientID)
        span.attributes.add(.sequence, begin.sequence)
        span.attributes.add(.endSequence, endSequence)
        return span
    }
}
