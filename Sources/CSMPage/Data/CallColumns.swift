import CSMAnalysis
import CSMEvents
import CSMReport

/// The calls of a session as the page's data has them: in columns, by their starts.
///
/// The man page describes them, "The data in the page".
struct CallColumns {
    /// Attempts beyond these are left out, those of later calls first.
    private static let mostAttempts = 150_000

    /// A JSON object.
    let json: [[UInt8]]
    /// How many calls it has.
    let count: Int

    init(
        of calls: RecordedCalls, _ selection: CallSelection, _ marks: SessionMarks.Membership,
        _ operations: inout OperationNumbers
    ) {
        let trace = calls.trace
        let origin = calls.line.interval.start
        var kinds = CallKinds(trace.labels)
        var (start, latency, kind) = (NumberColumn(), NumberColumn(), NumberColumn())
        var (tried, attemptCount) = (NumberColumn(), NumberColumn())
        var (last, lastTried) = (Int64(0), 0)
        for (number, place) in selection.places.enumerated() {
            let call = trace.calls[place]
            let offset = call.interval.start - origin
            start.append(Int(offset - last))
            last = offset
            latency.append(call.latency.map { Int($0) })
            kind.append(kinds.number(ofLabels: call.labels, &operations))
            guard call.attemptCount != 1 else { continue }
            tried.append(number - lastTried)
            lastTried = number
            attemptCount.append(call.attemptCount.map { Int($0) })
        }
        var runs = MarkRuns()
        for place in selection.places { runs.append(marks.setOf[place]) }
        runs.end()
        start.end()
        latency.end()
        kind.end()
        tried.end()
        attemptCount.end()
        let attempts = Self.attempts(of: trace, selection, &kinds, &operations)
        count = selection.places.count
        json =
            [
                Array("{\"start_ms\":".utf8), start.bytes,
                Array(",\n\"latency_ms\":".utf8), latency.bytes,
                Array(",\n\"kind\":".utf8), kind.bytes,
                Array(",\n\"tried\":{\"call\":".utf8), tried.bytes,
                Array(",\"attempts\":".utf8), attemptCount.bytes,
                Array("},\n\"marks\":{\"calls\":".utf8), runs.calls.bytes,
                Array(",\"set\":".utf8), runs.sets.bytes, Array("},\n\"attempts\":".utf8),
            ] + attempts + [
                Array(",\n\"kinds\":".utf8), PageData.inert(kinds.json), Array("}".utf8),
            ]
    }

    /// The attempts of calls that had several, or whose only one failed: of all others the call
    /// itself says enough.
    private static func attempts(
        of trace: CallTrace, _ selection: CallSelection, _ kinds: inout CallKinds,
        _ operations: inout OperationNumbers
    ) -> [[UInt8]] {
        var attemptsOf: [Int: [Int]] = [:]
        for (attempt, link) in trace.links.enumerated() {
            guard case .call(let call) = link else { continue }
            let labels = trace.labels[trace.attempts[attempt].labels]
            if trace.calls[call].attemptCount ?? 1 != 1 || labels.isError || labels.isThrottle {
                attemptsOf[call, default: []].append(attempt)
            }
        }
        var (call, start) = (NumberColumn(), NumberColumn())
        var (latency, kind) = (NumberColumn(), NumberColumn())
        var last = 0
        for (number, place) in selection.places.enumerated() where !attemptsOf.isEmpty {
            guard let attempts = attemptsOf[place], call.count < mostAttempts else { continue }
            let events = attempts.map { trace.attempts[$0] }.sorted {
                ($0.interval.start, $0.sequence) < ($1.interval.start, $1.sequence)
            }
            for event in events {
                call.append(number - last)
                last = number
                start.append(Int(event.interval.start - trace.calls[place].interval.start))
                latency.append(event.latency.map { Int($0) })
                kind.append(kinds.number(ofLabels: event.labels, &operations))
            }
        }
        call.end()
        start.end()
        latency.end()
        kind.end()
        return [
            Array("{\"call\":".utf8), call.bytes, Array(",\"start_ms\":".utf8), start.bytes,
            Array(",\"latency_ms\":".utf8), latency.bytes, Array(",\"kind\":".utf8), kind.bytes,
            Array("}".utf8),
        ]
    }
}

/// Which set of marks calls belong to: how many in a row have the same.
private struct MarkRuns {
    private(set) var calls = NumberColumn()
    private(set) var sets = NumberColumn()
    private var current: Int?
    private var count = 0

    mutating func append(_ set: Int) {
        if set != current { flush() }
        current = set
        count += 1
    }

    mutating func end() {
        flush()
        calls.end()
        sets.end()
    }

    private mutating func flush() {
        guard let current, count > 0 else { return }
        calls.append(count)
        sets.append(current)
        count = 0
    }
}
