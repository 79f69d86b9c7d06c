public import CSMAnalysis
import Glibc
public import SessionStore

/// Reads sessions and their statistics.
///
/// Throws `SelectionError` and `StoreError`.
public struct SessionReader {
    public let database: String
    /// The ids of sessions that are not looked at: what is being recorded, for who sends it again,
    /// and what is judged, for its baseline.
    public var excluded: Set<String> = []
    /// Told how far a session file is read, and `nil` when that is over.
    public var tell: (SessionFile.Progress?) -> Void = { _ in }
    /// Told what a user should know of the sessions found: that a set has fewer than it asks for.
    public var note: (String) -> Void = { _ in }
    /// Describes the session of a file of plain events, by the file's path.
    private let plainSession: (String) -> SessionDescription

    public init(database: String, plainSession: @escaping (String) -> SessionDescription) {
        self.database = database
        self.plainSession = plainSession
    }

    /// All sessions, the newest first; none where there is no database yet.
    public func sessions() throws -> [SessionRecord] {
        try SessionStore.open(database)?.sessions() ?? []
    }

    /// The sessions that `references` name, the newest first.
    public func listed(_ references: [String]) throws -> [SessionRecord] {
        try sessions(references).map(\.record).sorted {
            $0.description.startedAt > $1.description.startedAt
        }
    }

    /// All sessions as they are now, the oldest first, each with the store that it is read from.
    public func all() throws -> [StoredSession] {
        guard let store = try SessionStore.open(database) else { return [] }
        try store.beginSnapshot()
        return try store.sessions().reversed().map { StoredSession(record: $0, store: store) }
    }

    /// The session that `reference` names; see `SessionSelection`.
    ///
    /// Else it is the path of a session file, which is read in place.
    public func session(_ reference: String) throws -> StoredSession {
        let sessions = try sessions([reference])
        guard sessions.count == 1 else {
            throw SelectionError.several(reference: reference, count: sessions.count)
        }
        return sessions[0]
    }

    /// The sessions that `references` name, each once: those of a set the oldest first.
    public func sessions(_ references: [String]) throws -> [StoredSession] {
        // Opened when first needed, for a file needs no database.
        var database: (store: SessionStore?, selection: SessionSelection)?
        var chosen: [StoredSession] = []
        var known: Set<String> = []
        for reference in references {
            for session in try find(reference, &database) where known.insert(session.id).inserted {
                chosen.append(session)
            }
        }
        return chosen
    }

    private func find(
        _ reference: String, _ database: inout (store: SessionStore?, selection: SessionSelection)?
    ) throws -> [StoredSession] {
        let isFile = !reference.isEmpty && access(reference, F_OK) == 0
        if isFile, reference.contains("/") { return [try sessionFile(reference)] }
        let (store, selection): (SessionStore?, SessionSelection)
        if let database {
            (store, selection) = database
        } else {
            (store, selection) = try snapshot()
        }
        database = (store, selection)
        let records = try selection.records(reference, note: note)
        if !records.isEmpty, let store {
            return records.map { StoredSession(record: $0, store: store) }
        }
        guard isFile else { throw selection.unknown(reference) }
        return [try sessionFile(reference)]
    }

    /// The database as it is now: all further reading agrees with it.
    private func snapshot() throws -> (SessionStore?, SessionSelection) {
        let store = try SessionStore.open(database)
        try store?.beginSnapshot()
        let sessions = try store?.sessions().filter { !excluded.contains($0.description.id) }
        return (store, SessionSelection(sessions ?? [], database: database))
    }

    /// The newest session of a file.
    private func sessionFile(_ path: String) throws -> StoredSession {
        defer { tell(nil) }
        let store = try SessionFile(path, plainSession: plainSession(path)).opened(tell: tell)
        guard let newest = try store.sessions().first else {
            throw SelectionError.emptyFile(path: path)
        }
        return StoredSession(record: newest, store: store)
    }

    /// The percentiles of the contract.
    public static let standardPercentiles = ["50", "90", "95", "99"].compactMap { Percentile($0) }

    /// The statistics of the sessions that `references` name, each counted once.
    public func latencyReport(
        of references: [String], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = standardPercentiles, showsHistograms: Bool = false
    ) throws -> LatencyReport {
        let sessions = try sessions(references)
        var tally = StatisticsTally(query, tags: Self.tags(of: sessions))
        var lines: [String: TimeLine] = [:]
        var overviews: [SessionOverview] = []
        var series: [OperationSeries] = []
        var hasSamples = false
        for session in sessions {
            let clock = try session.clock()
            lines[session.id] = clock.line
            overviews.append(try session.overview(by: clock))
            if query.needsEvents {
                guard let samples = try session.markedSamples(query) else { continue }
                hasSamples = true
                for sample in samples { tally.add(sample) }
            } else {
                series.append(try OperationSeries(of: session, by: clock))
            }
        }
        if let mark = query.mark, !hasSamples {
            throw SelectionError.unknownMark(mark, sessions: sessions.map(\.id))
        }
        while let samples = try OperationSeries.next(of: &series) {
            for sample in samples { tally.add(sample) }
            tally.endOperation()
        }
        return LatencyReport(
            of: tally, in: overviews, on: lines, percentiles: percentiles,
            showsHistograms: showsHistograms)
    }

    private static func tags(of sessions: [StoredSession]) -> [String: [String: String]] {
        var tags: [String: [String: String]] = [:]
        for session in sessions {
            tags[session.id] = Dictionary(
                session.record.description.tags.map { ($0.name, $0.value) }
            ) { $1 }
        }
        return tags
    }
}
