import OTLP

/// A span that no program sent.
struct MadeUpSpan {
    enum Value {
        case text(String)
        case integer(Int64)
        case double(Double)
        case boolean(Bool)
        case texts([String])
    }

    var trace: (high: UInt64, low: UInt64) = (0x0102_0304_0506_0708, 0x090A_0B0C_0D0E_0F10)
    var id: UInt64
    var parent: UInt64 = 0
    var name = "span"
    var kind = 3
    /// Nanoseconds since 1970.
    var start: UInt64 = 1_764_000_000_000_000_000
    var end: UInt64 = 1_764_000_000_012_000_000
    var attributes: [(String, Value)] = []
    /// The attributes of an event `exception`.
    var exception: [(String, Value)]?
    var status = 0
    var statusMessage = ""
    var scope = "tests"

    static func call(
        _ id: UInt64, _ service: String = "S3", _ method: String = "GetObject",
        _ attributes: [(String, Value)] = []
    ) -> MadeUpSpan {
        MadeUpSpan(
            id: id, name: "\(service).\(method)",
            attributes: [
                ("rpc.system", .text("aws-api")), ("rpc.service", .text(service)),
                ("rpc.method", .text(method)),
            ] + attributes)
    }

    /// An HTTP request below a call.
    static func request(
        _ id: UInt64, of call: UInt64, status: Int64? = 200, after milliseconds: UInt64 = 1
    ) -> MadeUpSpan {
        var span = MadeUpSpan(
            id: id, parent: call, name: "GET",
            attributes: [("server.address", .text("s3.amazonaws.com"))])
        span.start += milliseconds * 1_000_000
        span.end = span.start + 1_000_000
        if let status { span.attributes.append(("http.response.status_code", .integer(status))) }
        return span
    }

    func failed(_ type: String, _ message: String) -> MadeUpSpan {
        var span = self
        span.exception = [
            ("exception.type", .text(type)), ("exception.message", .text(message)),
            ("exception.stacktrace", .text("Traceback of \(type)")),
        ]
        span.status = 2
        span.statusMessage = message
        return span
    }

    /// A request's body with these spans.
    static func body(_ spans: [MadeUpSpan], _ format: TraceDecoder.Format) -> [UInt8] {
        switch format {
        case .json:
            let scopes = spans.map { span in
                #"{"scope":{"name":\#(quoted(span.scope))},"spans":[\#(span.json)]}"#
            }.joined(separator: ",")
            return Array(#"{"resourceSpans":[{"scopeSpans":[\#(scopes)]}]}"#.utf8)
        case .protobuf:
            var resource = ProtobufWriter()
            for span in spans {
                resource.message(2) {
                    $0.message(1) { $0.text(1, span.scope) }
                    $0.message(2) { span.write(to: &$0) }
                }
            }
            var request = ProtobufWriter()
            request.bytes(1, resource.output)
            return request.output
        }
    }
}

// MARK: JSON

extension MadeUpSpan {
    static func quoted(_ text: String) -> String {
        "\""
            + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n") + "\""
    }

    static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func json(_ attributes: [(String, Value)]) -> String {
        let items = attributes.map { name, value in
            #"{"key":\#(quoted(name)),"value":{\#(json(value))}}"#
        }
        return "[\(items.joined(separator: ","))]"
    }

    private static func json(_ value: Value) -> String {
        switch value {
        case .text(let text): #""stringValue":\#(quoted(text))"#
        case .integer(let number): #""intValue":"\#(number)""#
        case .double(let number): #""doubleValue":\#(number)"#
        case .boolean(let flag): #""boolValue":\#(flag)"#
        case .texts(let texts):
            #""arrayValue":{"values":["#
                + texts.map { #"{"stringValue":\#(quoted($0))}"# }.joined(separator: ",") + "]}"
        }
    }

    var json: String {
        var members = [
            #""traceId":"\#(Self.hex(trace.high))\#(Self.hex(trace.low))""#,
            #""spanId":"\#(Self.hex(id))""#,
            #""name":\#(Self.quoted(name))"#, #""kind":\#(kind)"#,
            #""startTimeUnixNano":"\#(start)""#, #""endTimeUnixNano":"\#(end)""#,
            #""attributes":\#(Self.json(attributes))"#,
            #""status":{"code":\#(status),"message":\#(Self.quoted(statusMessage))}"#,
        ]
        if parent != 0 { members.append(#""parentSpanId":"\#(Self.hex(parent))""#) }
        if let exception {
            members.append(
                #""events":[{"name":"exception","attributes":\#(Self.json(exception))}]"#)
        }
        return "{\(members.joined(separator: ","))}"
    }
}

// MARK: Protobuf

extension MadeUpSpan {
    fileprivate func write(to message: inout ProtobufWriter) {
        message.bytes(1, ProtobufWriter.bigEndian(trace.high) + ProtobufWriter.bigEndian(trace.low))
        message.bytes(2, ProtobufWriter.bigEndian(id))
        if parent != 0 { message.bytes(4, ProtobufWriter.bigEndian(parent)) }
        message.text(5, name)
        message.number(6, UInt64(kind))
        message.fixed(7, start)
        message.fixed(8, end)
        Self.write(attributes, 9, to: &message)
        if let exception {
            message.message(11) {
                $0.text(2, "exception")
                Self.write(exception, 3, to: &$0)
            }
        }
        message.message(15) {
            $0.text(2, statusMessage)
            $0.number(3, UInt64(status))
        }
    }

    private static func write(
        _ attributes: [(String, Value)], _ field: UInt64, to message: inout ProtobufWriter
    ) {
        for (name, value) in attributes {
            message.message(field) {
                $0.text(1, name)
                $0.message(2) { write(value, to: &$0) }
            }
        }
    }

    private static func write(_ value: Value, to message: inout ProtobufWriter) {
        switch value {
        case .text(let text): message.text(1, text)
        case .boolean(let flag): message.number(2, flag ? 1 : 0)
        case .integer(let number): message.number(3, UInt64(bitPattern: number))
        case .double(let number): message.fixed(4, number.bitPattern)
        case .texts(let texts):
            message.message(5) {
                for text in texts { $0.message(1) { $0.text(1, text) } }
            }
        }
    }
}
