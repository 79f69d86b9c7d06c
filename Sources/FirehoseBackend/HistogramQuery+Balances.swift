/// What a budget asks besides.
extension HistogramQuery {
    /// From where to where each session goes, by all of its events, marks as well.
    static let extent = """
        ,
                min(sequence) OVER (PARTITION BY sessionid) AS first_sequence,
                max(receivedtimestamp) OVER (PARTITION BY sessionid) AS session_end
        """

    static func isWhole(_ edge: Edge) -> String {
        switch edge {
        case .nowhere: "true AS is_whole"
        case .time(let end): "first_sequence = 1 AND session_end < \(end) AS is_whole"
        }
    }

    static let example = """
        ,
                min_by(eventid, received_ms) AS example, bool_and(is_whole) AS is_whole
        """

    /// Attempts that were seen less those that the calls count, of each session's operations.
    static func balance(of spans: String) -> String {
        """
        CASE WHEN bool_and(is_whole) OVER (PARTITION BY sessionid) THEN
                    sum(CASE WHEN \(spans) THEN 0 WHEN is_call THEN -coalesce(attempts_expected, 0)
                        ELSE events END) OVER (PARTITION BY sessionid, service, api) END
        """
    }

    static let balance = """
        ,
                row_number() OVER (PARTITION BY sessionid, service, api) AS operation_place,
                \(balance(of: "is_span")) AS own_balance,
                \(balance(of: "NOT is_span")) AS span_balance
        """

    static let sums = """
        ,
            min_by(example, first_ms) AS example,
            sum(CASE WHEN operation_place = 1 AND own_balance < 0 THEN -own_balance END) AS missing,
            sum(CASE WHEN operation_place = 1 AND span_balance < 0 THEN -span_balance END)
                AS not_shown,
            sum(CASE WHEN operation_place = 1 AND own_balance > 0 THEN own_balance END) AS surplus
        """
}
