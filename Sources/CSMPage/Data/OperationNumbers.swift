import CSMAnalysis
import CSMReport

/// The page's operations, numbered: first those of the table, in its order, then others as they are
/// met, up to a limit.
struct OperationNumbers {
    private struct Operation: Hashable {
        let service: String
        let api: String
    }

    /// So that no number of operations makes the page large.
    private static let most = 6_000
    /// Bytes of the others' names.
    private static let mostText = 1_000_000

    private var numbers: [Operation: Int] = [:]
    private var operations: [Operation] = []
    private var text = 0
    /// How many of them have a row in the table.
    let shown: Int

    init(of report: LatencyReport) {
        shown = report.rows.count
        for row in report.rows { _ = add(row.group[0] ?? "", row.group[1] ?? "") }
    }

    /// `nil` where there are too many others.
    mutating func number(_ service: String, _ api: String) -> Int? {
        if let known = numbers[Operation(service: service, api: api)] { return known }
        guard operations.count < Self.most, text < Self.mostText else { return nil }
        text += service.utf8.count + api.utf8.count
        return add(service, api)
    }

    /// The row that a link may lead to.
    func row(_ service: String, _ api: String) -> Int? {
        numbers[Operation(service: service, api: api)].flatMap { $0 < shown ? $0 : nil }
    }

    private mutating func add(_ service: String, _ api: String) -> Int {
        let number = operations.count
        operations.append(Operation(service: service, api: api))
        numbers[Operation(service: service, api: api)] = number
        return number
    }

    var json: JSONValue {
        .array(operations.map { .array([.string($0.service), .string($0.api)]) })
    }
}
