import CSMTestSupport

/// A random script for the scripted Firehose, with every row of the table of outcomes in it.
struct FaultScript {
    /// In the server's own words.
    let control: String

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let outcomes = (0..<Int.random(in: 0...14, using: &random)).map { _ in
            Self.outcome(using: &random)
        }
        // Mostly a clock that is right.
        let offset = [0, 0, 0, 0, 3_600, -7_200, 299, -86_400].randomElement(using: &random) ?? 0
        control = """
            {"seed": \(seed), "clock_offset_s": \(offset), "script": [\(outcomes.joined(separator: ", "))]}
            """
    }

    private static let throttles = [
        "ServiceUnavailableException", "ThrottlingException", "ThrottledException", "SlowDown",
        "RequestLimitExceeded", "TooManyRequestsException", "LimitExceededException", "Throttling",
    ]
    private static let fatal = [
        "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
        "InvalidKMSResourceException", "ResourceNotFoundException", "InvalidArgumentException",
        "ValidationException", "SerializationException", "InvalidSourceException",
        "MissingAuthenticationTokenException", "IncompleteSignature",
    ]
    private static let forms = ["header", "header_url", "type", "type_ns", "xml", "xml_root"]

    private static func outcome(using random: inout SeededGenerator) -> String {
        func pick(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        func number(_ values: [Int]) -> Int { values.randomElement(using: &random) ?? 0 }
        let entryCode = pick(["ServiceUnavailableException", "InternalFailure", "SlowDown"])
        let form = pick(forms)
        switch Int.random(in: 0..<20, using: &random) {
        case 0...1: return "\"ok\""
        case 2...5:
            let share = Double.random(in: 0.05...0.95, using: &random)
            return "{\"do\": \"partial\", \"share\": \(share), \"code\": \"\(entryCode)\"}"
        case 6: return "{\"do\": \"all_fail\", \"code\": \"\(entryCode)\"}"
        case 7: return pick(["\"wrong_length\"", "\"unreadable\""])
        case 8...9:
            let asked = pick(["null", "0", "1500", "90000"])
            return """
                {"do": "error", "status": \(number([400, 429, 500, 503])), \
                "code": "\(pick(throttles))", "form": "\(form)", "retry_after_ms": \(asked)}
                """
        case 10...11:
            return """
                {"do": "error", "status": \(number([400, 500, 503])), \
                "code": "\(pick(["InternalFailure", "RequestTimeout"]))", "form": "\(form)"}
                """
        case 12: return "{\"do\": \"html\", \"status\": \(number([502, 503, 504, 500, 404]))}"
        case 13: return pick(["\"reset_before\"", "\"reset_after\""])
        case 14...15: return pick(["\"commit_then_reset\"", "\"commit_then_cut\""])
        case 16:
            return pick([
                "{\"do\": \"slow\", \"seconds\": 0.05}", "{\"do\": \"trickle\", \"seconds\": 0.1}",
                "{\"do\": \"hang\", \"seconds\": 1.4}",
            ])
        case 17: return pick(["\"close_idle\"", "\"continue_first\"", "\"chunked\""])
        case 18:
            return """
                {"do": "error", "status": \(number([400, 403])), \
                "code": "\(pick(["ExpiredTokenException", "RequestExpired"]))", "form": "\(form)"}
                """
        default:
            return """
                {"do": "error", "status": \(number([400, 403])), "code": "\(pick(fatal))", \
                "form": "\(form)"}
                """
        }
    }
}
