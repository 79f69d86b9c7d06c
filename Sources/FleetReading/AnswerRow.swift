/// A row of a query's answer, read by the names of its columns.
///
/// What a table holds may come from anybody who may push: a number beyond what it can mean is an
/// error, not a figure.
struct AnswerRow {
    /// Where each column is.
    struct Columns {
        fileprivate let places: [String: Int]

        init(_ names: [String]) {
            places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        }

        func place(of column: String) -> Int? { places[column] }
    }

    let columns: Columns
    let values: [String?]

    init(_ values: [String?], _ columns: Columns) {
        self.values = values
        self.columns = columns
    }

    /// `nil` for NULL, and for a column that was not asked for.
    func text(_ column: String) -> String? { columns.places[column].flatMap { values[$0] } }

    /// A whole number in a range; `nil` for NULL.
    func number(_ column: String, in range: ClosedRange<Int64>) throws(FleetError) -> Int64? {
        guard let text = text(column) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .badAnswer(
                reason: "column \(column) has no such whole number: \(text.prefix(40))")
        }
        return number
    }

    /// A million rows of so many can be summed up.
    private static let mostEvents: Int64 = 1 << 40

    /// How many; 0 for NULL.
    func count(_ column: String) throws(FleetError) -> Int {
        Int(try number(column, in: 0...Self.mostEvents) ?? 0)
    }

    /// Milliseconds since 1970, up to the year 9999; `nil` for NULL.
    func instant(_ column: String) throws(FleetError) -> Int64? {
        try number(column, in: 0...253_402_300_799_999)
    }

    func flag(_ column: String) throws(FleetError) -> Bool {
        switch text(column) {
        case "true": true
        case "false": false
        default: throw .badAnswer(reason: "column \(column) has no true or false")
        }
    }
}
