import CSMEvents

/// The series a recorder has seen, by their labels, with what was added to each since the last
/// transaction.
struct SeriesCache {
    /// Beyond these, the cache is emptied after a transaction: no sender can make it grow for ever.
    ///
    /// Labels that come again get a second series, which readers add to the first.
    private static let mostSeries = 20_000
    private static let mostKeyBytes = 16 << 20

    private var table = ByteKeyTable()
    private var tallies: [SeriesTally] = []
    private var changed: [Int] = []
    private var key = SeriesKey()

    /// The place of an event's series, which `insert` puts into the database if it is new.
    mutating func index(
        of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>,
        insert: (EventLabels) throws(StoreError) -> Int64
    ) throws(StoreError) -> Int {
        key.assign(event, in: datagram)
        let (index, isNew) = table.index(of: key.bytes)
        if isNew {
            let labels = EventLabels(of: event, in: datagram)
            let sendsEndTimestamps = SDK(of: event, in: datagram)?.sendsEndTimestamps ?? false
            tallies.append(
                SeriesTally(id: try insert(labels), sendsEndTimestamps: sendsEndTimestamps))
        }
        return index
    }

    func id(at index: Int) -> Int64 { tallies[index].id }

    /// Counts an event that came at `arrival`, in microseconds since 1970, and says when it
    /// started, in milliseconds since 1970.
    mutating func add(_ event: DecodedEvent, at index: Int, arrival: Int64) -> Int64? {
        if tallies[index].events == 0 { changed.append(index) }
        return tallies[index].add(event, arrival: arrival)
    }

    /// Writes what was added.
    mutating func write(_ statements: RecorderStatements) throws(StoreError) {
        for index in changed {
            try statements.add(tallies[index])
            tallies[index].clear()
        }
        changed.removeAll(keepingCapacity: true)
    }

    mutating func trim() {
        if table.count > Self.mostSeries || table.keyBytes > Self.mostKeyBytes { removeAll() }
    }

    mutating func removeAll() {
        table.removeAll()
        tallies.removeAll()
        changed.removeAll()
    }
}
