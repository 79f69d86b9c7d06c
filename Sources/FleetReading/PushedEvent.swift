import CSMEvents
import FirehoseBackend
import FirehoseLines
import SessionStore

/// A call or an attempt out of the table, as far as this has columns for what its SDK sent.
struct PushedEvent {
    let session: String
    let name: String?
    /// When its recorder received it, in milliseconds since 1970.
    let received: Int64
    /// How many events of its session the answer has, and when the first and the last were received.
    let count: Int
    let first: Int64
    let last: Int64
    /// Of the other sessions in the answer the first and the last by their ids.
    let otherSessions: [String]
    /// One JSON object in one line.
    let bytes: [UInt8]

    init(_ row: AnswerRow) throws(FleetError) {
        guard let session = row.text("sessionid"), SessionDescription.isID(session) else {
            throw .badAnswer(reason: "an event has no session id")
        }
        guard let received = try row.instant("receivedtimestamp"),
            let first = try row.instant("first_ms"), let last = try row.instant("last_ms")
        else { throw .badAnswer(reason: "an event was received at no time") }
        self.session = session
        self.received = received
        self.first = first
        self.last = last
        name = row.text("sessionname")
        count = try row.count("events")
        otherSessions = ["first_session", "last_session"].compactMap(row.text).filter {
            $0 != session
        }
        bytes = try Self.event(row)
    }

    private static func event(_ row: AnswerRow) throws(FleetError) -> [UInt8] {
        var bytes = [UInt8(ascii: "{")]
        for field in fields(ofGo: row.text("useragent")?.isEmpty ?? false) {
            guard !EventColumn.added.contains(field.name), let value = row.text(field.name) else {
                continue
            }
            bytes += "\"\(field.field)\":".utf8
            switch field.kind {
            case .text: JSONText.append(value, to: &bytes)
            case .integer:
                bytes += String(try row.number(field.name, in: .min ... .max) ?? 0).utf8
            }
            bytes.append(UInt8(ascii: ","))
        }
        // Spans alone have it, and are known by both.
        if let duration = try row.number("duration_us", in: .min ... .max) {
            bytes += "\"DurationUs\":\(duration),\"Otel\":{},".utf8
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
}
