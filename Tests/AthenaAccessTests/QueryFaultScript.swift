import AthenaAccess
import CSMTestSupport

/// A random script for the scripted Athena, with every row of the table of outcomes in it, and
/// how the client behaves meanwhile.
struct QueryFaultScript {
    /// In the server's own words.
    let control: String
    let asking: Asking

    static let columns = ["session", "calls", "p99_ms"]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func number(_ values: [Int]) -> Int { values.randomElement(using: &random) ?? 0 }
        // Some scripts are hard to get through, some have a fault or two.
        let share: Double = [0.1, 0.3, 0.6].randomElement(using: &random) ?? 0
        let actions = [
            "StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution",
        ]
        let scripts = actions.map { action in
            let outcomes = (0..<Int.random(in: 0...8, using: &random)).map { _ -> String in
                let isFault = Double.random(in: 0..<1, using: &random) < share
                return isFault ? Self.outcome(using: &random) : "\"ok\""
            }
            return "\"\(action)\": [\(outcomes.joined(separator: ", "))]"
        }
        var states = (0..<Int.random(in: 0...5, using: &random)).map { _ in
            Bool.random(using: &random)
                ? "\"QUEUED\""
                : "{\"state\": \"RUNNING\", \"scanned\": \(Int.random(in: 0...1_000, using: &random))}"
        }
        states.append(
            [
                "\"SUCCEEDED\"", "\"SUCCEEDED\"", "\"SUCCEEDED\"", "\"SUCCEEDED\"",
                "{\"state\": \"FAILED\", \"reason\": \"Access denied\"}", "\"CANCELLED\"",
                "{\"state\": \"FAILED\", \"error\": {\"ErrorCategory\": 1}}",
                "{\"state\": \"FAILED\", \"error\": {\"Retryable\": true}}, \"QUEUED\", \"SUCCEEDED\"",
            ].randomElement(using: &random) ?? "")
        let columns = Self.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let header = Bool.random(using: &random)
        control = """
            {"seed": \(seed), "clock_offset_s": \(number([0, 0, 0, 0, 3_600, -7_200, 299])),
            "columns": [\(columns)], "generate": \(number([0, 1, 7, 30])), "header": \(header),
            "page_rows": \(number([1, 3, 1_000])), "states": [\(states.joined(separator: ", "))],
            "script": {\(scripts.joined(separator: ", "))}}
            """
        var asking = Asking()
        asking.request.columns = Self.columns
        asking.request.pageSize = number([1, 2, 5, 1_000])
        asking.attempts = number([1, 2, 3, 3, 5])
        if Int.random(in: 0..<4, using: &random) == 0 {
            asking.interruptedAfter = Int.random(in: 0...16, using: &random)
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            asking.failingRow = Int.random(in: 0...8, using: &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            asking.request.mostScanned = Int.random(in: 0...1_000, using: &random)
        }
        self.asking = asking
    }

    private static let throttles = [
        "TooManyRequestsException", "ThrottlingException", "ServiceUnavailable", "SlowDown",
    ]
    /// After these nobody tries again.
    static let fatal = [
        "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
        "ResourceNotFoundException", "InvalidRequestException", "SerializationException",
    ]
    private static let forms = ["header", "header_url", "type", "type_ns", "xml", "xml_root"]

    private static func outcome(using random: inout SeededGenerator) -> String {
        func pick(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        func number(_ values: [Int]) -> Int { values.randomElement(using: &random) ?? 0 }
        let form = pick(forms)
        func error(_ code: String, _ status: Int) -> String {
            "{\"do\": \"error\", \"code\": \"\(code)\", \"status\": \(status), \"form\": \"\(form)\"}"
        }
        switch Int.random(in: 0..<15, using: &random) {
        case 0:
            let asked = pick(["null", "0", "1500", "90000"])
            return """
                {"do": "error", "status": \(number([400, 429, 503])), \
                "code": "\(pick(throttles))", "form": "\(form)", "retry_after_ms": \(asked)}
                """
        case 1: return error("InternalServerException", number([400, 500]))
        case 2: return "{\"do\": \"html\", \"status\": \(number([502, 503, 500, 404]))}"
        case 3...4: return pick(["\"unreadable\"", "{\"do\": \"unreadable\", \"body\": \"{}\"}"])
        case 5...6: return pick(["\"cut\"", "{\"do\": \"cut\", \"share\": 0.9}"])
        case 7: return pick(["\"reset_before\"", "\"reset_after\""])
        case 8...9: return pick(["\"commit_then_reset\"", "\"commit_then_error\""])
        case 10:
            return pick(["\"close_idle\"", "\"chunked\"", "{\"do\": \"slow\", \"seconds\": 0.02}"])
        case 11: return Int.random(in: 0..<4, using: &random) == 0 ? "\"hang\"" : "\"cut\""
        case 12: return error("ExpiredTokenException", 400)
        case 13:
            return """
                {"do": "error", "code": "InvalidRequestException", \
                "message": "QueryExecution 0a1b was not found", "form": "\(form)"}
                """
        default: return error(pick(fatal), number([400, 403]))
        }
    }
}
