import FirehoseLines
import SessionStore

/// The packs of one session that a target does not have yet, in order: those that were made before,
/// as they were made, then new ones.
final class SessionPacks {
    /// How many events are read at once: enough to cost little each, and few for the memory.
    private static let pieceSize: Int64 = 500

    private let session: StoredSession
    private let labels: SessionLabels
    /// What is to be sent once more, the last first.
    private var backlog: [PackRecord]
    /// Finished but not yet asked for, the last first.
    private var ready: [Pack] = []
    private var builder: LineBuilder
    private var packer: Packer
    /// Events that are in no pack yet, the last first.
    ///
    /// Between two packs there are none but such as stay home, or the ledger forgot a removed
    /// session in the midst of a push. What comes in meanwhile is for the next time.
    private var ranges: [ClosedRange<Int64>] = []
    private var line: [UInt8] = []

    /// `made` are all packs of the session that the target's ledger has.
    init(_ session: StoredSession, _ made: [PackRecord], functionName: String?) {
        self.session = session
        let description = session.record.description
        let command = description.command.first?.split(separator: "/").last.map(String.init)
        labels = SessionLabels(
            id: session.id, name: description.name,
            functionName: functionName ?? description.name ?? command)
        backlog = made.filter { $0.state != .acknowledged }.reversed()
        builder = LineBuilder(labels)
        packer = Packer(labels)
        let end = Int64(session.record.counters.received)
        var covered: Int64 = 0
        for record in made {
            if record.first > covered + 1 { ranges.append(covered + 1...record.first - 1) }
            covered = max(covered, record.last)
        }
        if end > covered { ranges.append(covered + 1...end) }
        ranges.reverse()
    }

    func next() throws -> Pack? {
        while let record = backlog.popLast() {
            if let pack = try rebuilt(record) { return pack }
        }
        while ready.isEmpty, let range = ranges.popLast() { try readAhead(range) }
        return ready.popLast()
    }

    /// Packs the first piece of a range, and leaves the rest of it for the next time.
    private func readAhead(_ range: ClosedRange<Int64>) throws {
        let last = min(range.upperBound, range.lowerBound + Self.pieceSize - 1)
        var packs: [Pack] = []
        try read(&builder, range.lowerBound...last) { line, sequence in
            if let pack = packer.add(line, sequence: sequence) { packs.append(pack) }
        }
        if last < range.upperBound {
            ranges.append(last + 1...range.upperBound)
        } else if let rest = packer.finish() {
            packs.append(rest)
        }
        ready = packs.reversed()
    }

    /// `nil` for a pack whose events are not all here: of a file that has less of the session.
    private func rebuilt(_ record: PackRecord) throws -> Pack? {
        guard record.last <= Int64(session.record.counters.received) else { return nil }
        let labels = SessionLabels(
            id: record.session, name: record.sessionName, functionName: record.functionName)
        var builder = LineBuilder(labels)
        var packer = Packer(labels, isUnlimited: true)
        try read(&builder, record.first...record.last) { line, sequence in
            _ = packer.add(line, sequence: sequence)
        }
        guard var pack = packer.finish() else { return nil }
        // What was released need not have left this machine.
        pack.wasSent = record.state == .inFlight
        pack.mayBeThere = record.state == .inFlight
        return pack
    }

    /// Throws if any of these events is not there any more: what is behind it is not to hide that.
    private func read(
        _ builder: inout LineBuilder, _ range: ClosedRange<Int64>,
        _ body: ([UInt8], Int64) -> Void
    ) throws {
        let startedAt = session.record.description.startedAt
        // Of the last event that was looked at.
        var sequence = range.lowerBound - 1
        try session.store.forEachEvent(
            of: session.record.number, after: sequence, limit: range.count
        ) { event in
            guard event.sequence == sequence + 1 else { throw removed }
            sequence = event.sequence
            line.removeAll(keepingCapacity: true)
            let place = EventPlace(
                sequence: event.sequence, received: (startedAt + event.arrival) / 1_000,
                start: event.start)
            if builder.append(event.bytes, place, to: &line) { body(line, event.sequence) }
        }
        guard sequence == range.upperBound else { throw removed }
    }

    private var removed: PushError { .sessionRemoved(id: session.id) }
}
