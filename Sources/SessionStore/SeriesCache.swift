import CSMEvents

/// The series a recorder has seen, by their labels, with what was added to each since the last
/// transaction.
struct SeriesCache {
    /// Beyond these, the cache is emptied after a transaction: no sender can make it grow for ever.
    ///
    /// Labels that come again get a second series, which readers add to the first.
    private static let mostSeries = 20_000
    private static let mostKeyBytes = 16 << 20

    private let session: Int64
    private var table = ByteKeyTable()
    private var tallies: [SeriesTally] = []
    /// Series that something was added to.
    private var changed: [Int] = []
    /// The labels of the last series, which the database does not have yet.
    private var newLabels: [EventLabels] = []
    /// The number of the next new series; `nil` until one comes in this transaction.
    private var nextID: Int64?
    private var key = SeriesKey()
    private var userAgents = UserAgentCache()
    /// What is stored, by operation.
    private(set) var operations = RecordedOperations()

    /// Of the session of that number.
    init(session: Int64) { self.session = session }

    /// The place of an event's series.
    ///
    /// `nextID` is asked for the number of a new one.
    mutating func index(
        of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>,
        nextID firstID: () throws(StoreError) -> Int64
    ) throws(StoreError) -> Int {
        key.assign(event, in: datagram)
        let (index, isNew) = table.index(of: key.bytes)
        if isNew {
            let labels = EventLabels(of: event, in: datagram, &userAgents)
            let id = if let nextID { nextID } else { try firstID() }
            nextID = id &+ 1
            tallies.append(SeriesTally(id: id, labels, operation: operations.index(of: labels)))
            newLabels.append(labels)
        }
        return index
    }

    func id(at index: Int) -> Int64 { tallies[index].id }

    /// The place of an event's operation in `operations`; `nil` where none is counted.
    mutating func operation(of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>) -> Int?
    {
        operations.index(of: EventLabels(of: event, in: datagram, &userAgents))
    }

    func operation(at index: Int) -> Int? { tallies[index].operation }

    /// Counts an event that came at `arrival`, in microseconds since 1970, and says when it
    /// started, in milliseconds since 1970.
    mutating func add(_ event: DecodedEvent, at index: Int, arrival: Int64) -> Int64? {
        if tallies[index].events == 0 { changed.append(index) }
        return tallies[index].add(event, arrival: arrival)
    }

    /// Writes what was added.
    func write(_ statements: RecorderStatements) throws(StoreError) {
        let stored = tallies.count - newLabels.count
        for (labels, tally) in zip(newLabels, tallies[stored...]) {
            try statements.insertSeries(labels, tally, session: session)
        }
        for index in changed {
            if index < stored { try statements.addToSeries(tallies[index]) }
            try statements.addTimes(tallies[index])
        }
    }

    /// To be called when what was written is stored.
    mutating func committed() {
        for index in changed {
            operations.add(tallies[index])
            tallies[index].clear()
        }
        changed.removeAll(keepingCapacity: true)
        newLabels.removeAll(keepingCapacity: true)
        nextID = nil
        if table.count > Self.mostSeries || table.keyBytes > Self.mostKeyBytes { forget() }
    }

    /// Takes back what was counted of an event, now that another series has it.
    mutating func remove(_ event: MovedEvent) { operations.remove(event) }

    /// To be called when nothing of it is stored: the rows of new series are gone, too.
    mutating func rolledBack() { forget() }

    private mutating func forget() {
        table.removeAll()
        tallies.removeAll()
        changed.removeAll()
        newLabels.removeAll()
        nextID = nil
    }
}
