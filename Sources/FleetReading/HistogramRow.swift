import CSMAnalysis
import CSMEvents
import FirehoseBackend

/// A row of a histogram query's answer: events that share all but their latency, and this.
struct HistogramRow {
    /// All that its events have in common but their latency: what samples are told apart by.
    let key: [String?]
    let labels: EventLabels
    let pushed: PushedLabels
    let session: String?
    let sessionName: String?
    let function: String?
    let latency: Int?
    /// The id of the event that was received first; `nil` where that was not asked for.
    let example: String?
    let figures: Figures
    /// When the first and the last of its events were received, in milliseconds since 1970.
    var first: Int64
    var last: Int64

    struct Figures {
        let events: Int
        let attemptsExpected: Int
        let retries: Int
        /// Calls that say how many attempts they took.
        let counted: Int
        let firstReceived: Int64?
        let lastReceived: Int64?
        let sessions: Int
    }
}

/// Reads the rows of a histogram query's answer.
struct HistogramReader {
    /// What the answer says of all events; in one row, before all others.
    enum Row {
        case total(HistogramRow.Figures)
        case counted(HistogramRow)
    }

    private let places: [String: Int]
    /// The columns between the first and the latency.
    private let keyRange: Range<Int>

    init(_ columns: [String]) {
        places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        keyRange = 1..<(places["latency_ms"] ?? columns.count)
    }

    func read(_ row: [String?]) throws(FleetError) -> Row {
        let figures = HistogramRow.Figures(
            events: try number("events", row) ?? 0,
            attemptsExpected: try number("attempts_expected", row) ?? 0,
            retries: try number("retries", row) ?? 0,
            counted: try number("counted", row) ?? 0,
            firstReceived: try number("first_ms", row).map { Int64($0) },
            lastReceived: try number("last_ms", row).map { Int64($0) },
            sessions: try number("sessions", row) ?? 0)
        if try number("is_total", row) == 1 { return .total(figures) }
        let userAgent = text("useragent", row)
        let sdk = SDK(pushedUserAgent: userAgent)
        let session = text("sessionid", row)
        let labels = EventLabels(
            level: try flag("is_call", row) ? .call : .attempt, type: nil,
            service: text("service", row) ?? "", api: text("api", row) ?? "",
            clientID: text("clientid", row), region: text("region", row), sdk: sdk?.name,
            sdkVersion: sdk?.version, userAgent: userAgent, host: text("fqdn", row),
            status: try number("status", row).map { Int32(clamping: $0) }, exception: nil,
            isError: try flag("is_error", row), isThrottle: try flag("is_throttle", row),
            resource: text("resource", row), isSpan: try flag("is_span", row))
        return .counted(
            HistogramRow(
                key: Array(row[keyRange]), labels: labels,
                pushed: PushedLabels(
                    function: text("functionname", row),
                    day: try number("day_ms", row).map { EventFilter.day(Int64($0)) },
                    hour: try number("hour_ms", row).map { Self.hour(Int64($0)) }),
                session: session, sessionName: text("sessionname", row),
                function: text("functions", row), latency: try number("latency_ms", row),
                example: text("example", row),
                figures: figures, first: figures.firstReceived ?? 0,
                last: figures.lastReceived ?? 0))
    }

    /// The hour of a time in milliseconds since 1970, as `2026-11-20T17Z`.
    private static func hour(_ milliseconds: Int64) -> String {
        Instant.iso8601(microseconds: milliseconds * 1_000).prefix(13) + "Z"
    }

    /// As long as labels are elsewhere; `nil` also for a column that was not asked for.
    private func text(_ column: String, _ row: [String?]) -> String? {
        guard let place = places[column], let text = row[place] else { return nil }
        guard text.utf8.count > EventLabels.textLimit else { return text }
        return String(decoding: text.utf8.prefix(EventLabels.textLimit), as: UTF8.self)
    }

    private func number(_ column: String, _ row: [String?]) throws(FleetError) -> Int? {
        guard let place = places[column], let text = row[place] else { return nil }
        guard let number = Int(text) else {
            throw .badAnswer(reason: "column \(column) has no whole number")
        }
        return number
    }

    private func flag(_ column: String, _ row: [String?]) throws(FleetError) -> Bool {
        switch places[column].flatMap({ row[$0] }) {
        case "true": true
        case "false": false
        default: throw .badAnswer(reason: "column \(column) has no true or false")
        }
    }
}
