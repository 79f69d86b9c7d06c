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
            "cannot find \(reference): there \(count == 1 ? "is only 1 session" : "are only \(count) sessions")"
        case .unknown(let reference, let database):
            "cannot find session \(reference.isEmpty ? "''" : reference): no such id or name "
                + "in \(database), and no such file"
        case .noCount(let reference):
            "cannot use \(reference): a set needs a number of 1 or more, or all"
        case .several(let reference, let count):
            "cannot use \(reference): it matches \(count) sessions, but only one is allowed"
        case .ambiguous(let reference, let candidates):
            "cannot choose session \(reference): it matches "
                + candidates.prefix(8).joined(separator: ", ")
                + (candidates.count > 8 ? " and \(candidates.count - 8) more" : "")
        case .unknownMark(let mark, let sessions):
            "cannot find mark \(mark) in session \(sessions.joined(separator: ", "))"
        case .figuresOnly(let file):
            "cannot read the events of \(file): a baseline file has figures only"
        case .notInBaseline(let file, let wish):
            "cannot use \(wish) with \(file): a baseline file only has figures per service and API"
        case .emptyFile(let path): "cannot read \(path): it contains no session"
        case .gone: "cannot rename the session: it was removed in the meantime"
        case .beingRecorded(let id): "cannot remove session \(id): it is being recorded"
        case .onBothSides(let ids):
            "cannot compare: both sides have session \(ids.prefix(8).joined(separator: ", "))"
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
            "use the sessions, or files that csm-record export wrote as jsonl"
        case .unknown: "list the sessions: csm-record sessions"
        case .nothingRecorded: "record one: csm-record run -- COMMAND"
        case .unknownMark: "list the marks: csm-record stats --by mark"
        case .onBothSides: "use each session on one side only"
        default: nil
        }
    }
}
