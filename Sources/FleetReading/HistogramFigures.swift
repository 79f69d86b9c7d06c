/// What a row of a histogram counts.
struct HistogramFigures {
    var events: Int
    var attemptsExpected: Int
    var retries: Int
    /// Calls that say how many attempts they took.
    var counted: Int
    /// When the first and the last of its events were received, in milliseconds since 1970.
    var firstReceived: Int64?
    var lastReceived: Int64?
    let sessions: Int

    init(_ row: AnswerRow) throws(FleetError) {
        events = try row.count("events")
        attemptsExpected = Int(try row.number("attempts_expected", in: 0...1 << 53) ?? 0)
        retries = Int(try row.number("retries", in: 0...1 << 53) ?? 0)
        counted = try row.count("counted")
        firstReceived = try row.instant("first_ms")
        lastReceived = try row.instant("last_ms")
        sessions = try row.count("sessions")
    }

    mutating func add(_ other: HistogramFigures) {
        events += other.events
        attemptsExpected = min(1 << 53, attemptsExpected + other.attemptsExpected)
        retries = min(1 << 53, retries + other.retries)
        counted += other.counted
        firstReceived = [firstReceived, other.firstReceived].compactMap { $0 }.min()
        lastReceived = [lastReceived, other.lastReceived].compactMap { $0 }.max()
    }
}
