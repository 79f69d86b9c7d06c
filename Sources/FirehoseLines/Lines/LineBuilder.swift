import CSMEvents

/// Makes the lines that are uploaded, one of each event.
///
/// A line is the stored object, its keys unchanged, with what csm-record adds. Of keys that differ
/// only in case the last wins, and the added ones win over all, for a table's columns have no case.
/// A value that does not fit its column is sent as the column's type, or as null. It is one JSON
/// object in valid UTF-8, newline-terminated, and the same bytes each time.
///
/// No session token is in it and no whole access key, whatever the session keeps.
public struct LineBuilder {
    private var decoder = EventDecoder()
    private var redacted: [UInt8] = []
    private var members = MemberTable()
    private let session: SessionLabels
    /// The members that are the same in all lines.
    private let common: [UInt8]

    public init(_ session: SessionLabels) {
        self.session = session
        var common: [UInt8] = []
        for (name, value) in [
            ("functionName", session.functionName), ("sessionId", session.id),
            ("sessionName", session.name),
        ] {
            common.append(contentsOf: "\"\(name)\":".utf8)
            if let value {
                JSONText.append(SecretText.masked(value), to: &common)
            } else {
                ValueText.appendNull(to: &common)
            }
            common.append(UInt8(ascii: ","))
        }
        self.common = common
    }

    /// Appends the line of a stored datagram; false, and nothing, for one that stays home, being
    /// empty or undecodable.
    public mutating func append(
        _ datagram: UnsafeBufferPointer<UInt8>, _ place: EventPlace, to output: inout [UInt8]
    ) -> Bool {
        let event = decoder.decode(datagram)
        switch event.level {
        case .undecodable, .empty: return false
        case .call, .attempt, .other: break
        }
        if decoder.secrets.isEmpty {
            appendObject(datagram, to: &output)
        } else {
            redacted.removeAll(keepingCapacity: true)
            Redaction.append(datagram, without: decoder.secrets, to: &redacted)
            let bytes = redacted
            bytes.withUnsafeBufferPointer { appendObject($0, to: &output) }
        }
        appendAdded(place, duration: event.durationMicroseconds, to: &output)
        return true
    }

    /// The object's members, each with a comma behind it.
    private mutating func appendObject(
        _ datagram: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
    ) {
        members.read(datagram)
        output.append(UInt8(ascii: "{"))
        for member in members.kept {
            ValueText.append(member.name, of: datagram, to: &output)
            output.append(UInt8(ascii: ":"))
            ValueText.append(member.value, of: datagram, for: member.kind, to: &output)
            output.append(UInt8(ascii: ","))
        }
    }

    private func appendAdded(
        _ place: EventPlace, duration: Int64?, to output: inout [UInt8]
    ) {
        output.append(contentsOf: common)
        output.append(contentsOf: "\"eventId\":\"\(session.id):\(place.sequence)\"".utf8)
        output.append(contentsOf: ",\"sequence\":\(place.sequence)".utf8)
        output.append(contentsOf: ",\"receivedTimestamp\":\(place.received)".utf8)
        let start = place.start.map(String.init) ?? "null"
        output.append(contentsOf: ",\"startTimestamp\":\(start)".utf8)
        // Of spans alone; no SDK's own event gets longer.
        if let duration { output.append(contentsOf: ",\"duration_us\":\(duration)".utf8) }
        output.append(contentsOf: "}\n".utf8)
    }
}
