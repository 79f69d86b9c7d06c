/// An `ExportTraceServiceRequest` in protobuf, made once; then only ids and times change.
struct SpanRequest {
    private(set) var bytes: [UInt8]
    /// Where ids and times stand, in the order of the spans.
    private var places: [Places] = []
    private var next: UInt64

    private struct Places {
        var trace = 0
        var id = 0
        var parent: Int?
        var start = 0
        var end = 0
    }

    private static let operations = [
        ("DynamoDB", "GetItem"), ("DynamoDB", "PutItem"), ("S3", "GetObject"),
        ("SQS", "SendMessage"),
        ("SNS", "Publish"), ("Lambda", "Invoke"),
    ]

    init(spans: Int, seed: Int) {
        next = UInt64(seed + 1) << 48
        var all: [[UInt8]] = []
        for index in 0..<spans {
            let operation = Self.operations[index / 2 % Self.operations.count]
            all.append(index % 2 == 0 ? Self.request() : Self.call(operation.0, operation.1, index))
        }
        let scope = Self.message(
            1, Self.text(1, "@opentelemetry/instrumentation-aws-sdk") + Self.text(2, "0.60.0"))
        let spansBytes = all.flatMap { Self.message(2, $0) }
        let resource = Self.message(
            1,
            Self.attribute("telemetry.sdk.language", "nodejs", field: 1)
                + Self.attribute("service.name", "unknown_service:node", field: 1))
        bytes = Self.message(1, resource + Self.message(2, scope + spansBytes))
        findPlaces()
    }

    // MARK: Writing

    private static func varint(_ number: Int) -> [UInt8] {
        var (rest, bytes): (Int, [UInt8]) = (number, [])
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    private static func message(_ field: Int, _ content: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(content.count) + content
    }

    private static func text(_ field: Int, _ text: String) -> [UInt8] {
        message(field, Array(text.utf8))
    }

    private static func attribute(_ name: String, _ value: String, field: Int = 9) -> [UInt8] {
        message(field, text(1, name) + message(2, text(1, value)))
    }

    private static func attribute(_ name: String, _ value: Int, field: Int = 9) -> [UInt8] {
        message(field, text(1, name) + message(2, varint(3 << 3) + varint(value)))
    }

    private static let marks: [UInt8] = [0xF1, 0xF2, 0xF3, 0xF4]

    /// Trace, span, parent's id, times: what stands there is found by `findPlaces`.
    private static func ids(hasParent: Bool) -> [UInt8] {
        let id = marks + [0, 0, 0, 0]
        return message(1, marks + [UInt8](repeating: 0, count: 12)) + message(2, id)
            + (hasParent ? message(4, id) : [])
    }

    private static func times() -> [UInt8] {
        let time = marks + [0, 0, 0, 0]
        return [7 << 3 | 1] + time + [8 << 3 | 1] + time
    }

    private static func request() -> [UInt8] {
        ids(hasParent: true) + text(5, "POST") + varint(6 << 3) + [3] + times()
            + attribute("http.request.method", "POST")
            + attribute("server.address", "dynamodb.us-east-1.amazonaws.com")
            + attribute("server.port", 443)
            + attribute("url.full", "https://dynamodb.us-east-1.amazonaws.com/")
            + attribute("user_agent.original", "aws-sdk-js/3.1076.0 ua/2.1 os/linux lang/js")
            + attribute("network.peer.address", "127.0.0.1")
            + attribute("network.protocol.version", "1.1")
            + attribute("http.response.status_code", 200)
    }

    private static func call(_ service: String, _ api: String, _ index: Int) -> [UInt8] {
        ids(hasParent: false) + text(5, "\(service).\(api)") + varint(6 << 3) + [3] + times()
            + attribute("rpc.system", "aws-api") + attribute("rpc.method", api)
            + attribute("rpc.service", service) + attribute("cloud.region", "us-east-1")
            + attribute("aws.dynamodb.table_names", "orders-\(index % 4)")
            + attribute("aws.request.id", "mrHpiDAHTTVXLG77wQEnx3cct7y8KFsFUkkJIqdXcePeY8w2Zbbb")
            + attribute("http.response.status_code", 200)
    }

    // MARK: Renewing

    private mutating func findPlaces() {
        let found = bytes.indices.filter { bytes[$0...].starts(with: Self.marks) }
        var rest = found[...]
        var isRequest = true
        while !rest.isEmpty {
            var span = Places()
            span.trace = rest.removeFirst()
            span.id = rest.removeFirst()
            if isRequest { span.parent = rest.removeFirst() }
            span.start = rest.removeFirst()
            span.end = rest.removeFirst()
            places.append(span)
            isRequest.toggle()
        }
    }

    private mutating func write(_ number: UInt64, at place: Int) {
        for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (byte * 8)) }
    }

    /// New spans, which ended at `now`, in nanoseconds since 1970.
    mutating func renew(now: UInt64) {
        for index in stride(from: 0, to: places.count, by: 2) {
            let (request, call) = (places[index], places[index + 1])
            next += 1
            write(next, at: request.trace)
            write(next, at: call.trace)
            write(next << 1 | 1, at: request.id)
            write(next << 1, at: call.id)
            if let parent = request.parent { write(next << 1, at: parent) }
            let duration = 3_000_000 + next * 7_919 % 50_000_000
            write(now - duration, at: call.start)
            write(now, at: call.end)
            write(now - duration + 500_000, at: request.start)
            write(now - 500_000, at: request.end)
        }
    }
}
