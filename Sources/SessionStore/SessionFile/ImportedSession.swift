/// A session from elsewhere: what is known of it besides its datagrams.
struct ImportedSession {
    var description: SessionDescription
    /// Microseconds since 1970.
    var endedAt: Int64?
    var exitCode: Int32?
    var exitSignal: Int32?
    var processesLeft = 0
    var truncated = 0
    var droppedByKernel: Int?
    var droppedByRecorder = 0

    init(_ description: SessionDescription) { self.description = description }

    init(_ record: SessionRecord) {
        description = record.description
        endedAt = record.endedAt
        exitCode = record.exitCode
        exitSignal = record.exitSignal
        processesLeft = record.processesLeft
        truncated = record.counters.truncated
        droppedByKernel = record.counters.droppedByKernel
        droppedByRecorder = record.counters.droppedByRecorder
    }
}
