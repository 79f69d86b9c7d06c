import CSMAnalysis
import CSMEvents
import SessionStore

/// The series of a session, an operation at a time.
struct OperationSeries {
    /// The next sample; those of an operation come together, by the bytes of their names.
    private let read: () throws -> SeriesSample?
    private var following: SeriesSample?

    init(of session: StoredSession, by clock: SessionClock) throws {
        // When the calls of each series were in flight, where that is not what is stored.
        let busy = try session.busy(by: clock)
        let cursor = try session.store.series(
            of: session.record.number, in: .operation, withBusy: busy == nil)
        try self.init {
            try cursor.next().map { series in
                SeriesSample(
                    series, session: session.id,
                    busy: busy.map { $0[series.id] ?? [] } ?? series.busy)
            }
        }
    }

    init(of session: BaselineSession) throws {
        var operations = session.operations.makeIterator()
        var samples: [SeriesSample] = []
        try self.init {
            while samples.isEmpty, let operation = operations.next() {
                samples = session.samples(of: operation).reversed()
            }
            return samples.popLast()
        }
    }

    private init(_ read: @escaping () throws -> SeriesSample?) throws {
        self.read = read
        following = try read()
    }

    /// All that several sessions have of the next operation; `nil` when there is none left.
    ///
    /// No sample of that operation comes again: memory need not grow with the operations.
    static func next(of all: inout [OperationSeries]) throws -> [SeriesSample]? {
        let operations = all.compactMap { $0.following.map { Operation($0.labels) } }
        guard let first = operations.min() else { return nil }
        var samples: [SeriesSample] = []
        for index in all.indices {
            while let series = all[index].following, Operation(series.labels) == first {
                samples.append(series)
                all[index].following = try all[index].read()
            }
        }
        return samples
    }
}

/// Operations in the order of the database's: by the bytes of their names.
private struct Operation: Comparable {
    let service: String
    let api: String

    init(_ labels: EventLabels) {
        service = labels.service
        api = labels.api
    }

    static func == (left: Operation, right: Operation) -> Bool {
        left.service.utf8.elementsEqual(right.service.utf8)
            && left.api.utf8.elementsEqual(right.api.utf8)
    }

    static func < (left: Operation, right: Operation) -> Bool {
        if left.service.utf8.elementsEqual(right.service.utf8) {
            return left.api.utf8.lexicographicallyPrecedes(right.api.utf8)
        }
        return left.service.utf8.lexicographicallyPrecedes(right.service.utf8)
    }
}
