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
    public func listed(_ references: [String]) throws -> [SessionOverview] {
        try named(references).map { try $0.overview() }.sorted { $0.startedAt > $1.startedAt }
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
    ///
    /// Throws for a baseline file, which has no events.
    public func sessions(_ references: [String]) throws -> [StoredSession] {
        try named(references).map { try $0.stored() }
    }

    /// The same, and those of baseline files.
    public func named(_ references: [String]) throws -> [NamedSession] {
        // Opened when first needed, for a file needs no database.
        var database: (store: SessionStore?, selection: SessionSelection)?
        var chosen: [NamedSession] = []
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
    ) throws -> [NamedSession] {
        let isFile = !reference.isEmpty && access(reference, F_OK) == 0
        if isFile, reference.contains("/") { return try sessionFile(reference) }
        let (store, selection): (SessionStore?, SessionSelection)
        if let database {
            (store, selection) = database
        } else {
            (store, selection) = try snapshot()
        }
        database = (store, selection)
        let records = try selection.records(reference, note: note)
        if !records.isEmpty, let store {
            return records.map { .stored(StoredSession(record: $0, store: store)) }
        }
        guard isFile else { throw selection.unknown(reference) }
        return try sessionFile(reference)
    }

    /// The database as it is now: all further reading agrees with it.
    private func snapshot() throws -> (SessionStore?, SessionSelection) {
        let store = try SessionStore.open(database)
        try store?.beginSnapshot()
        let sessions = try store?.sessions().filter { !excluded.contains($0.description.id) }
        return (store, SessionSelection(sessions ?? [], database: database))
    }

    /// The newest session of a file, or all of a baseline file.
    private func sessionFile(_ path: String) throws -> [NamedSession] {
        defer { tell(nil) }
        let contents = try SessionFile(
            path, plainSession: plainSession(path), traceReader: SpanTraces.init(clientID:)
        ).contents(tell: tell)
        switch contents {
        case .baseline(let sessions):
            if sessions.isEmpty { throw SelectionError.emptyFile(path: path) }
            return sessions.map { .baseline($0, file: path) }
        case .sessions(let store):
            guard let newest = try store.sessions().first else {
                throw SelectionError.emptyFile(path: path)
            }
            return [.stored(StoredSession(record: newest, store: store))]
        }
    }

    /// The percentiles of the contract.
    public static let standardPercentiles = ["50", "90", "95", "99"].compactMap { Percentile($0) }

    /// The statistics of the sessions that `references` name, each counted once.
    public func latencyReport(
        of references: [String], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = standardPercentiles, showsHistograms: Bool = false
    ) throws -> LatencyReport {
        try latencyReport(
            of: try named(references), by: query, percentiles: percentiles,
            showsHistograms: showsHistograms)
    }

    /// The same, of sessions that were found.
    public func latencyReport(
        of sessions: [NamedSession], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = standardPercentiles, showsHistograms: Bool = false
    ) throws -> LatencyReport {
        for session in sessions { try session.refuse(query) }
        var lines: [String: TimeLine] = [:]
        var overviews: [SessionOverview] = []
        var series: [OperationSeries] = []
        var marked: [SeriesSample]?
        for session in sessions {
            switch session {
            case .baseline(let session, _):
                overviews.append(SessionOverview(session))
                series.append(try OperationSeries(of: session))
            case .stored(let session):
                let clock = try session.clock()
                lines[session.id] = clock.line
                overviews.append(try session.overview(by: clock))
                if query.needsEvents {
                    if let samples = try session.markedSamples(query) {
                        marked = (marked ?? []) + samples
                    }
                } else {
                    series.append(try OperationSeries(of: session, by: clock))
                }
            }
        }
        if let mark = query.mark, marked == nil {
            throw SelectionError.unknownMark(mark, sessions: sessions.map(\.id))
        }
        var tally = StatisticsTally(query, tags: Self.tags(of: overviews))
        for sample in marked ?? [] { tally.add(sample) }
        while let samples = try OperationSeries.next(of: &series) {
            for sample in samples { tally.add(sample) }
            tally.endOperation()
        }
        return LatencyReport(
            of: tally, in: overviews, on: lines, percentiles: percentiles,
            showsHistograms: showsHistograms, knowsTimes: lines.count == sessions.count)
    }

    private static func tags(of sessions: [SessionOverview]) -> [String: [String: String]] {
        var tags: [String: [String: String]] = [:]
        for session in sessions {
            tags[session.id] = Dictionary(session.tags.map { ($0.name, $0.value) }) { $1 }
        }
        return tags
    }
}
