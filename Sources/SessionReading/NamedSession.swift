public import CSMAnalysis
public import CSMBudget
import CSMEvents
public import SessionStore

/// A session that was named: with all its events, or, in a baseline file, with its figures alone.
public enum NamedSession {
    case stored(StoredSession)
    /// `file` is the path it was named by.
    case baseline(BaselineSession, file: String)

    /// The session with its events; `nil` where there are figures alone.
    public var events: StoredSession? {
        switch self {
        case .stored(let session): session
        case .baseline: nil
        }
    }

    public var id: String { record.description.id }

    private var record: SessionRecord {
        switch self {
        case .stored(let session): session.record
        case .baseline(let session, _): session.record
        }
    }

    /// The session as lists show it.
    ///
    /// How its attempts add up is told, and of a stored session not what its calls' times tell.
    public func overview() throws -> SessionOverview {
        switch self {
        case .stored(let session):
            var overview = SessionOverview(session.record)
            if session.record.state != .recording {
                overview.completeness.attemptsWithoutCall = try session.store.attemptsWithoutCall(
                    of: session.record.number)
            }
            return overview
        case .baseline(let session, _): return SessionOverview(session)
        }
    }

    /// What it counted, without when: of a stored session for each set of labels, of a baseline's
    /// with the service and the API alone.
    public func samples() throws -> [SeriesSample] {
        switch self {
        case .stored(let session):
            var samples: [SeriesSample] = []
            try session.store.forEachSeries(of: session.record.number, withBusy: false) {
                samples.append(SeriesSample($0, session: session.id, busy: []))
            }
            return samples
        case .baseline(let session, _): return session.samples
        }
    }

    /// For a budget; of a baseline's session a rule that asks for events is an error.
    public func checked() throws -> CheckedSession {
        switch self {
        case .stored(let session): return try session.checked()
        case .baseline(let session, let file):
            return CheckedSession(
                SessionOverview(session), samples: session.samples, hasOperationsOnly: true
            ) { _ in throw SelectionError.figuresOnly(file: file) }
        }
    }

    /// Throws if it has figures alone.
    func stored() throws(SelectionError) -> StoredSession {
        switch self {
        case .stored(let session): return session
        case .baseline(_, let file): throw .figuresOnly(file: file)
        }
    }

    /// Throws if it does not hold what `query` asks for.
    func refuse(_ query: StatisticsQuery) throws(SelectionError) {
        guard case .baseline(_, let file) = self, let wish = query.wishBeyondFigures else { return }
        throw .notInBaseline(file: file, wish: wish)
    }
}

extension StatisticsQuery {
    /// What it asks for that no baseline file holds, as it is typed; `nil` for nothing.
    fileprivate var wishBeyondFigures: String? {
        for dimension in dimensions {
            switch dimension {
            case .service, .api, .session, .tag: continue
            default: return "--by \(dimension.rawValue)"
            }
        }
        if mark != nil { return "--mark" }
        if from != nil { return "--from" }
        if until != nil { return "--until" }
        if level == .attempt { return "--level attempt" }
        switch outcomes {
        case .all: return nil
        case .failed: return "--errors"
        case .ok: return "--ok-only"
        }
    }
}
