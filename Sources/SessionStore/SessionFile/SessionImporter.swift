import CSMEvents

/// Brings one session into a database, so that nobody sees a part of it: it is there whole, or not
/// at all.
///
/// Its events are stored in transactions short enough to keep no recorder waiting; see
/// `Connection.remove`.
final class SessionImporter {
    /// How many events one transaction stores, and how many bytes of them at most.
    private static let stepSize = 20_000
    private static let stepBytes = 8 << 20

    private let store: SessionStore
    private let writer: EventWriter
    /// What the next transaction will store: it waits here, for its file may be a pipe that takes
    /// its time, and nobody is to wait for that.
    private var step = Step()
    private var isVisible = false
    private let operation = "import a session"

    /// `startedAt` is what arrivals are counted from, in microseconds since 1970.
    init(
        startedAt: Int64, _ redaction: EventWriter.Redaction, into store: SessionStore
    ) throws(StoreError) {
        self.store = store
        let operation = operation
        // The row of a series' session comes last.
        try store.connection.execute("PRAGMA foreign_keys = OFF", for: operation)
        let number = try store.connection.transaction(for: operation) { () throws(StoreError) in
            let number = try store.connection.nextNumber()
            try store.connection.markUnfinished(number, for: operation)
            return number
        }
        writer = try EventWriter(
            session: number, startedAt: startedAt, redaction: redaction, on: store.connection)
    }

    /// Adds a datagram that came at `arrival`, in microseconds since the start.
    func add(
        _ datagram: UnsafeBufferPointer<UInt8>, arrival: Int64, port: UInt16
    ) throws(StoreError) {
        step.append(datagram, arrival, port)
        if step.count == Self.stepSize || step.byteCount > Self.stepBytes { try endStep() }
    }

    private func endStep() throws(StoreError) {
        guard step.count > 0 else { return }
        try store.connection.transaction(for: operation) { () throws(StoreError) in
            try step.forEach { (datagram, arrival, port) throws(StoreError) in
                try writer.insert(datagram, arrival: arrival, port: port, isTruncated: false)
            }
            try writer.writeStatistics()
        }
        step.removeAll()
        writer.committed()
    }

    /// Makes all arrivals later by `delay` microseconds, for the start turned out to be earlier.
    func delayArrivals(by delay: Int64) throws(StoreError) {
        guard delay > 0 else { return }
        try endStep()
        let statement = try Statement(
            "UPDATE events SET t_us = t_us + ? WHERE id BETWEEN ? AND ?", on: store.connection,
            for: operation)
        for first in stride(from: 1, through: writer.counters.received, by: Self.stepSize) {
            statement.bind(1, delay)
            statement.bind(2, writer.number << 32 | Int64(first))
            statement.bind(3, writer.number << 32 | Int64(first + Self.stepSize - 1))
            try store.connection.transaction(for: operation) { () throws(StoreError) in
                try statement.run()
            }
        }
    }

    /// Makes the session visible, unless the database has it by now.
    func finish(_ session: ImportedSession) throws(StoreError) -> SessionFile.Imported.Outcome {
        try endStep()
        var counters = writer.counters
        counters.truncated = session.truncated
        counters.droppedByKernel = session.droppedByKernel
        counters.droppedByRecorder = session.droppedByRecorder
        writer.counters = counters
        let operation = operation
        var outcome = SessionFile.Imported.Outcome.added
        let obsolete = try store.connection.transaction(for: operation) {
            () throws(StoreError) -> Int64? in
            if try store.connection.has(session, datagrams: counters.received) {
                outcome = .alreadyThere
                return writer.number
            }
            let replaced = try store.connection.number(ofSession: session.description.id)
            if let replaced {
                outcome = .replaced
                _ = try store.connection.hide(session: replaced, for: operation)
            }
            try store.connection.insert(session.description, number: writer.number, recorder: nil)
            try writer.writeCounters()
            if let endedAt = session.endedAt {
                try store.connection.end(
                    session: writer.number, endedAt: endedAt, exitCode: session.exitCode,
                    exitSignal: session.exitSignal, processesLeft: session.processesLeft)
            }
            try store.connection.markFinished(writer.number, for: operation)
            return replaced
        }
        isVisible = outcome != .alreadyThere
        // The session is there: what is left of the old one is no reason to say that it is not. The
        // next import or removal clears it away.
        if let obsolete { try? store.connection.sweep(obsolete) }
        try? store.connection.execute("PRAGMA foreign_keys = ON", for: operation)
        return outcome
    }

    /// Takes away what was stored, unless it is visible by now.
    func cancel() throws(StoreError) {
        if isVisible { return }
        store.connection.rollBack()
        try store.connection.sweep(writer.number)
        try store.connection.giveBack(number: writer.number)
        try store.connection.execute("PRAGMA foreign_keys = ON", for: operation)
    }
}

/// Datagrams end to end, with what is known of each.
private struct Step {
    private var bytes: [UInt8] = []
    private var entries: [(end: Int, arrival: Int64, port: UInt16)] = []

    var count: Int { entries.count }
    var byteCount: Int { bytes.count }

    mutating func append(
        _ datagram: UnsafeBufferPointer<UInt8>, _ arrival: Int64, _ port: UInt16
    ) {
        bytes.append(contentsOf: datagram)
        entries.append((bytes.count, arrival, port))
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    func forEach(
        _ body: (UnsafeBufferPointer<UInt8>, Int64, UInt16) throws(StoreError) -> Void
    ) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            var start = 0
            for entry in entries {
                let datagram = UnsafeBufferPointer(rebasing: bytes[start..<entry.end])
                try body(datagram, entry.arrival, entry.port)
                start = entry.end
            }
        }
    }
}

extension Connection {
    /// Whether the database has that session, of that many datagrams or more, or records it.
    func has(_ session: ImportedSession, datagrams: Int) throws(StoreError) -> Bool {
        let statement = try Statement(
            "SELECT received, ended_us, recorder FROM sessions WHERE id = ?", on: self,
            for: "import a session")
        statement.bind(1, session.description.id)
        guard try statement.step() else { return false }
        let recorder = statement.optionalText(2).flatMap(RecorderIdentity.init(text:))
        let hasEnded = !statement.isNull(1)
        if !hasEnded, recorder?.isAlive == true { return true }
        return Int(statement.integer(0)) >= datagrams && (hasEnded || session.endedAt == nil)
    }

    fileprivate func number(ofSession id: String) throws(StoreError) -> Int64? {
        let statement = try Statement(
            "SELECT number FROM sessions WHERE id = ?", on: self, for: "import a session")
        statement.bind(1, id)
        return try statement.step() ? statement.integer(0) : nil
    }
}
