/// Why what a user named is no session to work on.
public enum SelectionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `@` in a database without sessions.
    case nothingRecorded(database: String)
    /// `@~N` with no more than `count` sessions.
    case tooOld(reference: String, count: Int)
    case unknown(reference: String, database: String)
    /// A set of so many sessions that there is no such number.
    case noCount(reference: String)
    /// A set of several where one session is wanted.
    case several(reference: String, count: Int)
    /// The beginning of several ids.
    case ambiguous(reference: String, candidates: [String])
    case unknownMark(String, sessions: [String])
    case emptyFile(path: String)
    /// A baseline file where events are asked for.
    case figuresOnly(file: String)
    /// It does not hold what an option, `wish`, asks for.
    case notInBaseline(file: String, wish: String)
    /// It was removed meanwhile.
    case gone
    /// It cannot be removed while its recorder is at work.
    case beingRecorded(id: String)
    /// A session cannot be compared with itself.
    case onBothSides(ids: [String])

    public var description: String {
        switch self {
        case .nothingRecorded(let database):
            "no sessions in \(database) yet"
        case .tooOld(let reference, let count):
            "cannot find \(reference): there are no more than \(count)"
        case .unknown(let reference, let database):
            "cannot find session \(reference.isEmpty ? "''" : reference): no id or name like that "
                + "in \(database), and no such file"
        case .noCount(let reference):
            "cannot read \(reference): a set has 1 session or more, or all"
        case .several(let reference, let count):
            "cannot take \(reference): it names \(count) sessions, and one is needed"
        case .ambiguous(let reference, let candidates):
            "cannot tell which session \(reference) is: it may be "
                + candidates.prefix(8).joined(separator: ", ")
                + (candidates.count > 8 ? " and \(candidates.count - 8) more" : "")
        case .unknownMark(let mark, let sessions):
            "cannot find mark \(mark) in session \(sessions.joined(separator: ", "))"
        case .figuresOnly(let file):
            "cannot read the events of \(file): it is a baseline file, which has figures only"
        case .notInBaseline(let file, let wish):
            "cannot take \(wish) for \(file): it is a baseline file, which has figures by service "
                + "and API only"
        case .emptyFile(let path): "cannot read \(path): it holds no session"
        case .gone: "cannot rename a session: it is gone"
        case .beingRecorded(let id): "cannot remove session \(id): it is being recorded"
        case .onBothSides(let ids):
            "cannot compare: on both sides is session \(ids.prefix(8).joined(separator: ", "))"
                + (ids.count > 8 ? " and \(ids.count - 8) more" : "")
        }
    }

    /// Whether nothing was found, which may come with time.
    var isAbsence: Bool {
        switch self {
        case .nothingRecorded, .tooOld, .unknown, .emptyFile: true
        case .figuresOnly, .notInBaseline: false
        case .noCount, .several, .ambiguous, .unknownMark, .onBothSides, .gone, .beingRecorded:
            false
        }
    }

    /// What to do about it.
    public var advice: String? {
        switch self {
        case .figuresOnly, .notInBaseline:
            "name the sessions themselves, or files that csm-record export wrote as jsonl"
        case .unknown: "to see all: csm-record sessions"
        case .nothingRecorded: "record one: csm-record run -- COMMAND"
        case .onBothSides: "name sessions that are on one side only"
        default: nil
        }
    }
}
