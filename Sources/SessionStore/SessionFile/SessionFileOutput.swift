import CSMEvents

/// A session file of events that come from elsewhere than a database.
public struct SessionFileOutput {
    private let output: ByteWriter

    /// Writes the first line, of a session of which no more is known than `description` and its end
    /// (microseconds since 1970); `events` lines are to follow.
    public init(
        _ description: SessionDescription, endedAt: Int64, events: Int, to output: ByteWriter
    ) throws {
        self.output = output
        var counters = SessionCounters()
        counters.received = events
        counters.decoded = events
        // What was lost while it was recorded is not known.
        counters.droppedByKernel = nil
        let record = SessionRecord(
            number: 0, description: description, state: .complete, endedAt: endedAt,
            lastArrival: 0, exitCode: nil, exitSignal: nil, processesLeft: 0, counters: counters,
            calls: 0, errors: 0, attemptsExpected: 0, attemptsSeen: 0, attemptsNotShown: 0)
        try SessionFileHeader.line(of: record).withUnsafeBufferPointer { try output.write($0) }
    }

    /// Writes an event: one JSON object in one line, and when it arrived, in microseconds since the
    /// session's start.
    public func write(_ event: [UInt8], arrival: Int64) throws {
        try output.write("{\"t_us\":")
        try output.write(arrival)
        try output.write(",\"port\":0,\"event\":")
        try event.withUnsafeBufferPointer { try output.write($0) }
        try output.write("}\n")
    }
}
