import CSMAnalysis
import CSMCapture
import Glibc
import SessionStore

/// Reads sessions and their statistics, with errors as the user gets them.
struct SessionReader {
    let database: String
    /// A session that is not looked at: what is being recorded, for who sends it again.
    var excluded: String?

    /// All sessions, the newest first; none where there is no database yet.
    func sessions() throws(Failure) -> [SessionRecord] {
        try Failure.translating { try SessionStore.open(database)?.sessions() ?? [] }
    }

    /// All sessions as they are now, the oldest first, each with the store that it is read from.
    func all() throws(Failure) -> [ChosenSession] {
        try Failure.translating {
            guard let store = try SessionStore.open(database) else { return [] }
            try store.beginSnapshot()
            return try store.sessions().reversed().map { ChosenSession(record: $0, store: store) }
        }
    }

    /// The session that `reference` names; see `SessionSelection`.
    ///
    /// Else it is the path of a session file, which is read in place.
    func session(_ reference: String) throws(Failure) -> ChosenSession {
        try sessions([reference])[0]
    }

    /// The sessions that `references` name, each once.
    func sessions(_ references: [String]) throws(Failure) -> [ChosenSession] {
        // Opened when first needed, for a file needs no database.
        var database: (store: SessionStore?, selection: SessionSelection)?
        var chosen: [ChosenSession] = []
        for reference in references {
            let session = try find(reference, &database)
            if !chosen.contains(where: { $0.id == session.id }) { chosen.append(session) }
        }
        return chosen
    }

    private func find(
        _ reference: String, _ database: inout (store: SessionStore?, selection: SessionSelection)?
    ) throws(Failure) -> ChosenSession {
        let isFile = !reference.isEmpty && access(reference, F_OK) == 0
        if isFile, reference.contains("/") { return try sessionFile(reference) }
        let (store, selection): (SessionStore?, SessionSelection)
        if let database {
            (store, selection) = database
        } else {
            (store, selection) = try snapshot()
        }
        database = (store, selection)
        if let record = try selection.record(reference), let store {
            return ChosenSession(record: record, store: store)
        }
        guard isFile else { throw selection.unknown(reference) }
        return try sessionFile(reference)
    }

    /// The database as it is now: all further reading agrees with it.
    private func snapshot() throws(Failure) -> (SessionStore?, SessionSelection) {
        try Failure.translating {
            let store = try SessionStore.open(database)
            try store?.beginSnapshot()
            let sessions = try store?.sessions().filter { $0.description.id != excluded }
            return (store, SessionSelection(sessions ?? [], database: database))
        }
    }

    /// The newest session of a file.
    private func sessionFile(_ path: String) throws(Failure) -> ChosenSession {
        try Failure.translating {
            let store = try SessionFile(path, plainSession: .imported(from: path)).opened()
            guard let newest = try store.sessions().first else {
                throw Failure(
                    "cannot read \(path): it holds no session", status: ExitStatus.notFound)
            }
            return ChosenSession(record: newest, store: store)
        }
    }

    /// The percentiles of the contract.
    static let standardPercentiles = ["50", "90", "95", "99"].compactMap { Percentile($0) }

    /// The statistics of the sessions that `references` name, each counted once.
    func latencyReport(
        of references: [String], by query: StatisticsQuery = StatisticsQuery(),
        percentiles: [Percentile] = standardPercentiles, showsHistograms: Bool = false
    ) throws(Failure) -> LatencyReport {
        let sessions = try sessions(references)
        var tally = StatisticsTally(query)
        try Failure.translating {
            for session in sessions {
                // Only events, not the counts kept of them, tell which marks they belong to.
                guard !query.dimensions.contains(.mark) else {
                    for sample in try session.markedSamples() { tally.add(sample) }
                    continue
                }
                try session.store.forEachSeries(of: session.record.number) { series in
                    tally.add(SeriesSample(series, session: session.id))
                }
            }
        }
        return LatencyReport(
            of: tally, in: sessions.map(\.overview), percentiles: percentiles,
            showsHistograms: showsHistograms)
    }
}

extension SessionDescription {
    /// What is known of a session whose events come from a plain file.
    static func imported(from path: String) -> SessionDescription {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.firstIndex(of: ".").map { String(file[..<$0]) } ?? file
        return SessionDescription(
            name: path == "-" ? "stdin" : stem.isEmpty ? file : stem, command: [],
            workingFolder: SystemFacts.workingFolder(), host: SystemFacts.hostName(), tags: [],
            toolVersion: ToolVersion.current, keepsSecrets: false,
            startedAt: Clock.realtime() / 1_000)
    }
}
