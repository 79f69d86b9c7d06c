import CSMEvents

/// A span in OTLP's JSON encoding: ids in hexadecimal digits, numbers of 64 bits as texts.
struct SpanText {
    enum Kind: Int {
        case inside = 1
        case client = 3
    }

    let ids: SpanIDs
    let name: String
    let kind: Kind
    /// Nanoseconds since 1970.
    let start: UInt64
    let end: UInt64
    var attributes = SpanAttributes()
    var isError = false
    /// Where there is an exception, its attributes.
    var exception: SpanAttributes?
    var message: String?

    var json: [UInt8] {
        var output = Array("{\"traceId\":\"\(ids.trace)\",\"spanId\":\"\(ids.span)\"".utf8)
        if let parent = ids.parent { output += ",\"parentSpanId\":\"\(parent)\"".utf8 }
        output += ",\"name\":".utf8
        JSONText.append(name, to: &output)
        output += ",\"kind\":\(kind.rawValue),\"startTimeUnixNano\":\"\(start)\"".utf8
        output += ",\"endTimeUnixNano\":\"\(end)\",\"attributes\":[".utf8
        output += attributes.json
        output.append(UInt8(ascii: "]"))
        if let exception {
            output += ",\"events\":[{\"timeUnixNano\":\"\(end)\",\"name\":\"exception\"".utf8
            output += ",\"attributes\":[".utf8
            output += exception.json
            output += "]}]".utf8
        }
        output += ",\"status\":{".utf8
        if isError {
            output += "\"code\":2".utf8
            if let message {
                output += ",\"message\":".utf8
                JSONText.append(message, to: &output)
            }
        }
        output += "}}".utf8
        return output
    }

    /// Times before 1970 and after 2554 cannot be told.
    static func nanoseconds(_ time: Int64, _ unit: UInt64) -> UInt64 {
        guard time > 0 else { return 0 }
        let (product, isTooLarge) = UInt64(time).multipliedReportingOverflow(by: unit)
        return isTooLarge ? .max : product
    }

    static func nanoseconds(milliseconds: Int64) -> UInt64 { nanoseconds(milliseconds, 1_000_000) }

    static func nanoseconds(microseconds: Int64) -> UInt64 { nanoseconds(microseconds, 1_000) }
}
