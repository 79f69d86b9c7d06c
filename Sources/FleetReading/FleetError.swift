/// Why what was asked for cannot be told from pushed events.
public enum FleetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The answer is not what the query asks for.
    case badAnswer(reason: String)
    /// No event of these sessions arrived within the days that were read.
    case unknownSessions([String], firstDay: String, lastDay: String)
    /// The beginning of several ids.
    case ambiguous(reference: String, candidates: [String])
    /// A rule asks for what no count tells.
    case ruleNeedsEvents(rule: String, place: String)
    /// A side of a comparison has no session.
    case emptySide(name: String)
    /// A session cannot be compared with itself.
    case onBothSides(ids: [String])

    public var description: String {
        switch self {
        case .badAnswer(let reason): "cannot read Athena's answer: \(reason)"
        case .unknownSessions(let sessions, let firstDay, let lastDay):
            "cannot find session \(sessions.joined(separator: ", ")): no event that was selected "
                + "and arrived from \(firstDay) to \(lastDay) is of it"
        case .ambiguous(let reference, let candidates):
            "cannot choose session \(reference): it matches "
                + candidates.prefix(8).joined(separator: ", ")
                + (candidates.count > 8 ? " and \(candidates.count - 8) more" : "")
        case .ruleNeedsEvents(let rule, let place):
            "cannot check '\(rule)' (\(place)) with --athena: burst and per=mark need the events of "
                + "one session"
        case .emptySide(let name):
            "cannot compare: no pushed session matches the \(name) side"
        case .onBothSides(let ids):
            "cannot compare session \(ids[0]) with itself: it is on both sides"
        }
    }

    /// What to do about it, where that is known.
    public var advice: String? {
        switch self {
        case .badAnswer: nil
        case .ambiguous: "pass more digits of the id"
        case .onBothSides: "pass other times, functions or sessions for one side"
        case .unknownSessions:
            "pass an earlier --since; to list ids: csm-record sessions --athena WORKGROUP"
        case .ruleNeedsEvents:
            "get one session with: csm-record export --athena WORKGROUP --sessions ID -o FILE"
        case .emptySide:
            "to see what was pushed: csm-record sessions --athena WORKGROUP, with the same times"
        }
    }
}
