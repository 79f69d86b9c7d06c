import FirehoseDelivery
import SessionStore

/// The packs of one session that a target does not have yet, in order: those that were made before,
/// as they were made, then new ones.
final class SessionPacks {
    /// How many events are read at once: enough to cost little each, and few for the memory.
    private static let pieceSize: Int64 = 500

    private let session: ChosenSession
    private let labels: SessionLabels
    /// What is to be sent once more, the last first.
    private var backlog: [PackRecord]
    /// Finished but not yet asked for, the last first.
    private var ready: [Pack] = []
    private var builder: LineBuilder
    private var packer: Packer
    /// Of the last event that was looked at.
    private var sequence: Int64
    /// What comes in meanwhile is for the next time.
    private let end: Int64

    private static let removed = Failure(
        "cannot go on: the session was removed meanwhile", status: ExitStatus.notFound)
    private var line: [UInt8] = []

    /// `made` are all packs of the session that the target's ledger has.
    init(_ session: ChosenSession, _ made: [PackRecord], functionName: String?) {
        self.session = session
        let description = session.record.description
        let command = description.command.first?.split(separator: "/").last.map(String.init)
        labels = SessionLabels(
            id: session.id, name: description.name,
            functionName: functionName ?? description.name ?? command)
        backlog = made.filter { $0.state != .acknowledged }.reversed()
        sequence = made.map(\.last).max() ?? 0
        end = Int64(session.record.counters.received)
        builder = LineBuilder(labels)
        packer = Packer(labels)
    }

    func next() throws -> Pack? {
        while let record = backlog.popLast() {
            if let pack = try rebuilt(record) { return pack }
        }
        while ready.isEmpty, sequence < end { try readAhead() }
        return ready.popLast()
    }

    /// Reads a piece of the session and packs it.
    private func readAhead() throws {
        let before = sequence
        var packs: [Pack] = []
        try read(&builder, after: sequence, limit: Int(min(end - sequence, Self.pieceSize))) {
            line, sequence in
            if let pack = packer.add(line, sequence: sequence) { packs.append(pack) }
        }
        if sequence == before { throw Self.removed }
        if sequence >= end, let rest = packer.finish() { packs.append(rest) }
        ready = packs.reversed()
    }

    /// `nil` for a pack whose events are not all here: of a file that has less of the session.
    private func rebuilt(_ record: PackRecord) throws -> Pack? {
        let labels = SessionLabels(
            id: record.session, name: record.sessionName, functionName: record.functionName)
        var builder = LineBuilder(labels)
        var packer = Packer(labels, isUnlimited: true)
        let (latest, count) = (sequence, Int(record.last - record.first) + 1)
        sequence = record.first - 1
        try read(&builder, after: record.first - 1, limit: count) { line, sequence in
            _ = packer.add(line, sequence: sequence)
        }
        sequence = latest
        guard var pack = packer.finish(), pack.last == record.last else { return nil }
        // What was released need not have left this machine.
        pack.wasSent = record.state == .inFlight
        pack.mayBeThere = record.state == .inFlight
        return pack
    }

    private func read(
        _ builder: inout LineBuilder, after start: Int64, limit: Int,
        _ body: ([UInt8], Int64) -> Void
    ) throws {
        let startedAt = session.record.description.startedAt
        try session.store.forEachEvent(
            of: session.record.number, after: start, limit: limit
        ) { event in
            // A piece that is missing was removed; what is behind it is not to hide that.
            guard event.sequence == sequence + 1 else { throw Self.removed }
            sequence = event.sequence
            line.removeAll(keepingCapacity: true)
            let place = EventPlace(
                sequence: event.sequence, received: (startedAt + event.arrival) / 1_000,
                start: event.start)
            if builder.append(event.bytes, place, to: &line) { body(line, event.sequence) }
        }
    }
}
