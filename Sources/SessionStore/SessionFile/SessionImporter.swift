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
        startedAt: Int64, keepsSecrets: Bool, into store: SessionStore
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
            session: number, startedAt: startedAt, keepsSecrets: keepsSecrets, on: store.connection)
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
    ///
    /// Throws where another session of that id would have to go, unless `isReplacing`; then the
    /// importer is to be cancelled.
    func finish(
        _ session: ImportedSession, isReplacing: Bool
    ) throws(StoreError) -> SessionFile.Imported.Outcome {
        try endStep()
        var counters = session.counters
        counters.received = writer.counters.received
        counters.decoded = writer.counters.decoded
        counters.undecodable = writer.counters.undecodable
        counters.empty = writer.counters.empty
        writer.counters = counters
        while true {
            // What takes its time keeps no recorder waiting.
            let present = try store.connection.present(session.description.id)
            let outcome = try outcome(session, over: present, isReplacing: isReplacing)
            if try finish(session, outcome, over: present) { return outcome }
        }
    }

    /// What is to become of the session, seeing what the database has of it.
    private func outcome(
        _ session: ImportedSession, over present: PresentSession?, isReplacing: Bool
    ) throws(StoreError) -> SessionFile.Imported.Outcome {
        guard let present else { return .added }
        if present.isRecording { return .alreadyThere }
        let own = writer.counters.received
        let isSame = try store.connection.agree(
            writer.number, present.number, datagrams: min(own, present.datagrams))
        if isSame, present.datagrams >= own, present.hasEnded || session.endedAt == nil {
            return .alreadyThere
        }
        let isMore = isSame && !present.hasEnded && own >= present.datagrams
        guard isMore || isReplacing else { throw .otherSession(session.description.id) }
        return .replaced
    }

    /// Does what was decided; false if the database has another state of the session by now.
    private func finish(
        _ session: ImportedSession, _ outcome: SessionFile.Imported.Outcome,
        over present: PresentSession?
    ) throws(StoreError) -> Bool {
        let operation = operation
        let isDone = try store.connection.transaction(for: operation) {
            () throws(StoreError) -> Bool in
            guard try store.connection.present(session.description.id) == present else {
                return false
            }
            if outcome == .alreadyThere { return true }
            if let present {
                _ = try store.connection.hide(session: present.number, for: operation)
            }
            try store.connection.insert(session.description, number: writer.number, recorder: nil)
            try writer.writeCounters()
            if let endedAt = session.endedAt {
                try store.connection.end(
                    session: writer.number, endedAt: endedAt, exitCode: session.exitCode,
                    exitSignal: session.exitSignal, processesLeft: session.processesLeft)
            }
            try store.connection.markFinished(writer.number, for: operation)
            return true
        }
        guard isDone else { return false }
        if outcome == .alreadyThere {
            try cancel()
            return true
        }
        isVisible = true
        // The session is there: what is left of the old one is no reason to say that it is not. The
        // next import or removal clears it away.
        if let present { try? store.connection.sweep(present.number) }
        try? store.connection.execute("PRAGMA foreign_keys = ON", for: operation)
        return true
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
