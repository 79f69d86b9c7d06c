import CSMAnalysis
import CSMEvents
import FirehoseBackend

/// Reads the rows of a histogram query's answer.
struct HistogramReader {
    enum Row {
        /// What the answer says of all events; in one row, before all others.
        case total(HistogramFigures)
        case counted(HistogramRow)
    }

    private let columns: AnswerRow.Columns
    /// The columns between the first and the latency.
    private let keyRange: Range<Int>

    init(_ names: [String]) {
        columns = AnswerRow.Columns(names)
        keyRange = 1..<(columns.place(of: "latency_ms") ?? names.count)
    }

    func read(_ values: [String?]) throws(FleetError) -> Row {
        let row = AnswerRow(values, columns)
        let figures = try HistogramFigures(row)
        if try row.number("is_total", in: 0...1) == 1 { return .total(figures) }
        return .counted(
            HistogramRow(
                key: Array(values[keyRange]), labels: try labels(row), pushed: try pushed(row),
                session: row.text("sessionid"), sessionName: row.label("session_name"),
                sessionFunction: row.label("session_function"),
                latency: try row.number("latency_ms", in: 0...Int64(Int32.max)).map { Int($0) },
                figures: figures, balance: try balance(row), example: row.text("example")))
    }

    private func labels(_ row: AnswerRow) throws(FleetError) -> EventLabels {
        let userAgent = row.label("useragent")
        let sdk = SDK(pushedUserAgent: userAgent)
        return EventLabels(
            level: try row.flag("is_call") ? .call : .attempt, type: nil,
            service: row.label("service") ?? "", api: row.label("api") ?? "",
            clientID: row.label("clientid"), region: row.label("region"), sdk: sdk?.name,
            sdkVersion: sdk?.version, userAgent: userAgent, host: row.label("fqdn"),
            status: try row.number("status", in: 0...Int64.max).map { Int32(clamping: $0) },
            exception: nil, isError: try row.flag("is_error"),
            isThrottle: try row.flag("is_throttle"), resource: row.label("resource"),
            isSpan: try row.flag("is_span"))
    }

    private func pushed(_ row: AnswerRow) throws(FleetError) -> PushedLabels {
        PushedLabels(
            function: row.label("functionname"),
            day: try row.instant("day_ms").map { EventFilter.day($0) },
            hour: try row.instant("hour_ms").map(Self.hour))
    }

    /// The hour of a time in milliseconds since 1970, as `2026-11-20T17Z`.
    private static func hour(_ milliseconds: Int64) -> String {
        Instant.iso8601(microseconds: milliseconds * 1_000).prefix(13) + "Z"
    }

    private func balance(_ row: AnswerRow) throws(FleetError) -> AttemptBalance? {
        guard columns.place(of: "missing") != nil else { return nil }
        let (missing, notShown) = (try row.count("missing"), try row.count("not_shown"))
        return AttemptBalance(
            missing: missing, notShown: notShown, surplus: try row.count("surplus"))
    }
}

extension AnswerRow {
    /// A text as long as labels are elsewhere.
    fileprivate func label(_ column: String) -> String? {
        guard let text = text(column), text.utf8.count > EventLabels.textLimit else {
            return text(column)
        }
        return String(decoding: text.utf8.prefix(EventLabels.textLimit), as: UTF8.self)
    }
}
