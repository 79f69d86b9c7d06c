public import CSMEvents
public import SessionStore

/// The datagrams of a session that are to be sent again, in the order of their arrival.
public final class ReplaySource {
    /// How many events are read at once: enough to cost little each, and few for the memory.
    private static let pieceSize = 4_096

    public let session: StoredSession
    /// How many datagrams one round has.
    public let count: Int
    /// The pause before a further round, in microseconds: from the last arrival to the session's
    /// end, and from its start to the first arrival.
    public private(set) var pause: Int64 = 0

    private let isIncluded: [Int64: Bool]

    /// `isIncluded` chooses by labels.
    public init(_ session: StoredSession, _ isIncluded: (EventLabels) -> Bool) throws {
        self.session = session
        var chosen: [Int64: Bool] = [:]
        var count = 0
        try session.store.forEachSeries(of: session.record.number) { series in
            let isChosen = isIncluded(series.labels)
            chosen[series.id] = isChosen
            if isChosen { count += series.events }
        }
        self.isIncluded = chosen
        self.count = count
        // What is recorded meanwhile, perhaps this very replay, is not to wait for it.
        session.store.endSnapshot()
    }

    /// Calls `body` with each datagram and when it arrived, in microseconds since the session's
    /// start, until it returns false.
    public func forEachDatagram(
        _ body: (UnsafeBufferPointer<UInt8>, Int64) throws -> Bool
    ) throws {
        var sequence: Int64 = 0
        var first: Int64?
        var last: Int64 = 0
        var piece = Piece()
        let end = Int64(session.record.counters.received)
        while sequence < end {
            piece.removeAll()
            let before = sequence
            try session.store.forEachEvent(
                of: session.record.number, after: sequence, limit: Self.pieceSize
            ) { event in
                sequence = event.sequence
                if isIncluded[event.series] ?? false, sequence <= end {
                    piece.append(event.bytes, event.arrival)
                }
            }
            guard sequence > before else {
                throw ReplayError.sessionRemoved
            }
            first = first ?? piece.firstArrival
            last = piece.lastArrival ?? last
            guard try piece.forEach(body) else { return }
        }
        let length = session.record.endedAt.map { $0 - session.record.description.startedAt }
        pause = max(0, (length ?? last) - last) + (first ?? 0)
    }
}

/// Some datagrams end to end, copied so that nobody waits for the database's sake.
private struct Piece {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var arrivals: [Int64] = []

    var firstArrival: Int64? { arrivals.first }
    var lastArrival: Int64? { arrivals.last }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        arrivals.removeAll(keepingCapacity: true)
    }

    mutating func append(_ datagram: UnsafeBufferPointer<UInt8>, _ arrival: Int64) {
        bytes.append(contentsOf: datagram)
        ends.append(bytes.count)
        arrivals.append(arrival)
    }

    /// False as soon as `body` is.
    func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int64) throws -> Bool) rethrows -> Bool {
        try bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for (end, arrival) in zip(ends, arrivals) {
                guard try body(UnsafeBufferPointer(rebasing: bytes[start..<end]), arrival) else {
                    return false
                }
                start = end
            }
            return true
        }
    }
}
