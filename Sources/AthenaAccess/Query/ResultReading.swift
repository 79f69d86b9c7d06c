/// The pages of a result, one after another, held against what was asked for.
struct ResultReading {
    private let columns: [String]
    /// Data rows by now.
    private(set) var rows = 0
    /// Whether all pages so far were empty.
    private var isAtTop = true
    private var tokens: Set<String> = []

    /// `columns` are the names that are expected, in order.
    init(columns: [String]) { self.columns = columns.map { $0.lowercased() } }

    /// What a page came to.
    enum Result: Equatable {
        /// Its data rows, and the token of the next page, if there is one.
        case rows([[String?]], next: String?)
        /// It is not of the result that was asked for, and why.
        case wrong(String)
    }

    mutating func take(_ page: ResultPage) -> Result {
        let names = page.columns.map { $0.lowercased() }
        guard names == columns else {
            return .wrong(
                "the columns of the result are not \(Self.list(columns)) but \(Self.list(names))")
        }
        var rows = page.rows
        // Athena puts the names above the rows of a SELECT.
        if isAtTop, let first = rows.first {
            if first.map({ $0?.lowercased() }) == columns { rows.removeFirst() }
            isAtTop = false
        }
        if let row = rows.first(where: { $0.count != columns.count }) {
            return .wrong("a row of the result has \(row.count) values, not \(columns.count)")
        }
        if let token = page.nextToken, !tokens.insert(token).inserted {
            return .wrong("a page of the result has the token of an earlier page")
        }
        self.rows += rows.count
        return .rows(rows, next: page.nextToken)
    }

    /// Few, and short: they come off the wire.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(40).map { $0.prefix(40) }.joined(separator: ", ")
        return names.isEmpty ? "none" : names.count > 40 ? "\(shown), …" : shown
    }
}
