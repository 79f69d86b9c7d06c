/// A session from elsewhere: what is known of it besides its datagrams.
struct ImportedSession {
    var description: SessionDescription
    /// Microseconds since 1970.
    var endedAt: Int64?
    var exitCode: Int32?
    var exitSignal: Int32?
    var processesLeft = 0
    /// What its recorder counted; of it, only what its datagrams do not tell is used.
    var counters = SessionCounters()

    init(_ description: SessionDescription) { self.description = description }

    init(_ record: SessionRecord) {
        description = record.description
        endedAt = record.endedAt
        exitCode = record.exitCode
        exitSignal = record.exitSignal
        processesLeft = record.processesLeft
        counters = record.counters
    }
}
