import CSMEvents
import FirehoseBackend
import FirehoseLines

/// An event out of the table, as an SDK would have sent it.
struct PushedEvent {
    let session: String
    let name: String?
    /// When its recorder received it, in milliseconds since 1970.
    let received: Int64
    /// How many events the answer has, and when the first and the last were received.
    let count: Int
    let first: Int64
    let last: Int64
    /// One JSON object in one line.
    let bytes: [UInt8]
}

/// Makes events of the rows of an events query's answer.
struct PushedEventReader {
    private let places: [String: Int]

    init(_ columns: [String]) {
        places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func read(_ row: [String?]) throws(FleetError) -> PushedEvent {
        guard let session = text("sessionid", row), !session.isEmpty,
            session.utf8.allSatisfy({ Self.isOfID($0) })
        else { throw .badAnswer(reason: "an event has no session id") }
        return PushedEvent(
            session: session, name: text("sessionname", row),
            received: try number("receivedtimestamp", row), count: Int(try number("events", row)),
            first: try number("first_ms", row), last: try number("last_ms", row),
            bytes: try event(row))
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }

    private func event(_ row: [String?]) throws(FleetError) -> [UInt8] {
        var bytes = [UInt8(ascii: "{")]
        for field in Self.fields(ofGo: text("useragent", row)?.isEmpty ?? false) {
            guard !EventColumn.added.contains(field.name), let value = text(field.name, row) else {
                continue
            }
            bytes += "\"\(field.field)\":".utf8
            switch field.kind {
            case .text: JSONText.append(value, to: &bytes)
            case .integer: bytes += String(try number(field.name, row)).utf8
            }
            bytes.append(UInt8(ascii: ","))
        }
        // Spans alone have it, and are known by both.
        if text("duration_us", row) != nil {
            bytes += "\"DurationUs\":\(try number("duration_us", row)),\"Otel\":{},".utf8
        }
        if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
        return bytes + [UInt8(ascii: "}")]
    }

    /// Go's event without a user agent is known by its first field.
    private static func fields(ofGo isOfGo: Bool) -> [EventColumn] {
        guard isOfGo else { return SessionEventsQuery.fields }
        return SessionEventsQuery.fields.filter { $0.field == "ClientId" }
            + SessionEventsQuery.fields.filter { $0.field != "ClientId" }
    }

    private func text(_ column: String, _ row: [String?]) -> String? {
        places[column].flatMap { row[$0] }
    }

    private func number(_ column: String, _ row: [String?]) throws(FleetError) -> Int64 {
        guard let text = text(column, row), let number = Int64(text) else {
            throw .badAnswer(reason: "column \(column) has no whole number")
        }
        return number
    }
}
