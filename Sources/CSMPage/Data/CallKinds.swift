import CSMAnalysis
import CSMEvents
import CSMReport

/// What calls, or attempts, have in common, each kind once: so a call itself is a few numbers.
struct CallKinds {
    private struct Kind: Hashable {
        let operation: Int?
        let status: Int32?
        let exception: String?
        let isError: Bool
        let isThrottle: Bool
        let resource: String?
        let host: String?
    }

    /// So that no number of exceptions or resources makes the page large: kinds that come later
    /// have neither.
    private static let most = 20_000
    /// Bytes of their texts.
    private static let mostText = 1_000_000

    private var text = 0
    private var numbers: [Kind: Int] = [:]
    private var kinds: [Kind] = []
    /// For each place in the trace's labels, its kind.
    private var kindOfLabels: [Int?]
    private let labels: [EventLabels]

    init(_ labels: [EventLabels]) {
        self.labels = labels
        kindOfLabels = Array(repeating: nil, count: labels.count)
    }

    mutating func number(ofLabels place: Int, _ operations: inout OperationNumbers) -> Int {
        if let known = kindOfLabels[place] { return known }
        let labels = labels[place]
        let isFull = kinds.count >= Self.most || text >= Self.mostText
        let kind = Kind(
            operation: operations.number(labels.service, labels.api), status: labels.status,
            exception: isFull ? nil : labels.exception, isError: labels.isError,
            isThrottle: labels.isThrottle, resource: isFull ? nil : labels.resource,
            host: isFull || labels.level == .call ? nil : labels.host)
        let number = numbers[kind] ?? kinds.count
        if number == kinds.count {
            numbers[kind] = number
            kinds.append(kind)
            for text in [kind.exception, kind.resource, kind.host] {
                self.text += text?.utf8.count ?? 0
            }
        }
        kindOfLabels[place] = number
        return number
    }

    var json: JSONValue {
        func column(_ name: String, _ value: (Kind) -> JSONValue) -> (String, JSONValue) {
            (name, .array(kinds.map(value)))
        }
        return .object([
            column("operation") { JSONValue($0.operation) },
            column("status") { JSONValue($0.status.map { Int($0) }) },
            column("exception") { JSONValue($0.exception) },
            column("is_error") { .integer($0.isError ? 1 : 0) },
            column("is_throttle") { .integer($0.isThrottle ? 1 : 0) },
            column("resource") { JSONValue($0.resource) },
            column("host") { JSONValue($0.host) },
        ])
    }
}
