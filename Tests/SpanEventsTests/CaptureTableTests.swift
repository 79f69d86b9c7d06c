import CSMEvents
import CSMTestSupport
import Foundation
import OTLP
import SpanEvents
import Testing

/// What is recorded of each capture is what its program counted; where spans cannot tell, that is
/// written down here.
struct CaptureTableTests {
    /// What a program counted of an operation, or what was recorded of it.
    struct Figures: Equatable, CustomStringConvertible {
        var calls = 0
        var errors = 0
        var attempts = 0
        var retries = 0
        /// Sorted; 0 where there is none.
        var statuses: [Int] = []
        /// Sorted.
        var exceptions: [String] = []
        /// Milliseconds since 1970, sorted.
        var starts: [Double] = []

        static func == (left: Figures, right: Figures) -> Bool {
            left.calls == right.calls && left.errors == right.errors
                && left.attempts == right.attempts && left.retries == right.retries
                && left.statuses == right.statuses && left.exceptions == right.exceptions
        }

        var description: String {
            "\(calls) calls, \(errors) errors, \(attempts) attempts, \(retries) retries, "
                + "\(statuses), \(exceptions)"
        }

        mutating func add(
            isError: Bool, attempts: Int, status: Int?, exception: String?, start: Double
        ) {
            calls += 1
            errors += isError ? 1 : 0
            self.attempts += attempts
            retries += max(0, attempts - 1)
            statuses = (statuses + [status ?? 0]).sorted()
            exceptions = (exceptions + (exception.map { [$0] } ?? [])).sorted()
            starts = (starts + [start]).sorted()
        }
    }

    /// What a call's spans cannot tell of it.
    struct Unseen: Sendable {
        let captures: String
        let operation: String
        let reason: String
        /// Takes from a program's own figures what cannot be seen.
        let change: @Sendable (inout Figures) -> Void

        init(
            _ captures: String, _ operation: String, _ reason: String,
            _ change: @escaping @Sendable (inout Figures) -> Void
        ) {
            self.captures = captures
            self.operation = operation
            self.reason = reason
            self.change = change
        }
    }

    private static let noRetriesWithoutAnswer =
        "botocore tells the retries of an answer; three requests ended without one"
    private static let codeOfSystem =
        "Node's errors have a code, which is their type in a span; the program counts their class"
    private static let noHandlerSpans =
        "Ruby's spans of HTTP requests were turned off: neither retries nor statuses"

    private static let unseen: [Unseen] = [
        Unseen(
            "py-json py-proto-gzip-optin py-proto-nourllib3 py-proto-urllib3", "S3.GetObject",
            noRetriesWithoutAnswer
        ) {
            $0.attempts -= 2; $0.retries -= 2
        },
        Unseen(
            "py-json py-proto-gzip-optin py-proto-nourllib3 py-proto-urllib3",
            "STS.GetCallerIdentity", noRetriesWithoutAnswer
        ) {
            $0.attempts -= 2; $0.retries -= 2
        },
        Unseen("js-json js-proto-gzip", "DynamoDB.ListTables", codeOfSystem) {
            $0.exceptions = ["ECONNREFUSED", "Error"]
        },
        Unseen("js-json js-proto-gzip", "Bedrock Runtime.InvokeModel", codeOfSystem) {
            $0.exceptions = ["ERR_HTTP2_ERROR"]
        },
        Unseen("ruby-sdk3", "DynamoDB.CreateTable", noHandlerSpans) { $0.statuses = [0, 0, 0] },
        Unseen("ruby-sdk3", "DynamoDB.PutItem", noHandlerSpans) {
            $0.statuses = [0, 0, 0]
            $0.attempts = 3
            $0.retries = 0
        },
        Unseen("ruby-sdk3", "DynamoDB.GetItem", noHandlerSpans) {
            $0.statuses = [Int](repeating: 0, count: 12)
        },
        Unseen("ruby-sdk3", "STS.GetCallerIdentity", noHandlerSpans) { $0.statuses = [0, 0] },
        Unseen(
            "ruby-sdk3", "STS.GetCallerIdentity",
            "the program does not know that a request without an answer was sent"
        ) { $0.attempts += 1 },
    ]

    /// With what a client begins in these programs: such a span begins once the client has loaded what
    /// it needs.
    private static let firstCalls = [
        "DynamoDB.CreateTable", "SQS.CreateQueue", "Lambda.ListFunctions",
    ]

    private func counted(_ expected: JSON) -> [String: Figures] {
        var figures: [String: Figures] = [:]
        for call in expected["calls"].array {
            let operation = "\(call["service"].string ?? "").\(call["api"].string ?? "")"
            let start = call["start_ms"].double ?? (call["start_ns"].double ?? 0) / 1e6
            let retries = call["retries"].int.map { $0 + 1 }
            let exception = call["code"].string ?? call["exception"].string ?? code(of: call)
            let isOK = (call["ok"].value as? NSNumber)?.boolValue == true
            figures[operation, default: Figures()].add(
                isError: !isOK, attempts: call["attempts"].int ?? retries ?? 0,
                status: call["status"].int,
                exception: exception?.components(separatedBy: "::").last, start: start)
        }
        return figures
    }

    /// aiobotocore's program counted messages only.
    private func code(of call: JSON) -> String? {
        call["message"].string?.split { "()".contains($0) }.dropFirst().first.map(String.init)
    }

    private func recorded(_ converted: Converted) throws -> [String: Figures] {
        var figures: [String: Figures] = [:]
        for call in try converted.calls {
            figures[call.operation, default: Figures()].add(
                isError: call.decoded.isError, attempts: call.attemptCount, status: call.status,
                exception: call.exception, start: call.json["Timestamp"].double ?? 0)
        }
        return figures
    }

    @Test(arguments: TraceCapture.names.filter { $0 != "py-forks" })
    func `each operation has what its program counted`(name: String) throws {
        let capture = try TraceCapture(name)
        var counted = counted(capture.expected)
        for unseen in Self.unseen where unseen.captures.split(separator: " ").contains(name[...]) {
            unseen.change(&counted[unseen.operation, default: Figures()])
        }
        let recorded = try recorded(capture.converted())
        #expect(Set(recorded.keys) == Set(counted.keys))
        for (operation, figures) in counted {
            #expect(recorded[operation] == figures, "\(operation)")
            let starts = recorded[operation]?.starts ?? []
            for (place, (own, start)) in zip(figures.starts, starts).enumerated() {
                let isFirst = Self.firstCalls.contains(operation)
                #expect(start > own - 2, "\(operation), call \(place)")
                #expect(start < own + (isFirst ? 20 : 2), "\(operation), call \(place)")
            }
        }
        #expect(
            recorded.values.map(\.calls).reduce(0, +) == capture.expected["total_calls"].int)
        #expect(
            recorded.values.map(\.errors).reduce(0, +) == capture.expected["total_errors"].int)
    }

    @Test func `of processes that end without their exporter's knowledge nothing comes`() throws {
        // 16 calls after os.fork, two in a process that multiprocessing forked; the others are there.
        let recorded = try recorded(TraceCapture("py-forks").converted())
        #expect(recorded["STS.GetCallerIdentity"]?.calls == 13)
        #expect(recorded.count == 1)
    }

    @Test func `spans that come a second time count once`() throws {
        let converted = try TraceCapture("py-dup-503").converted()
        #expect(converted.counters.received == 32)
        #expect(converted.counters.duplicate == 16)
        #expect(converted.counters.used == 16)
    }

    @Test(arguments: TraceCapture.names)
    func `starts, durations and ids are those that others read`(name: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Oracle/spans.py").path
        let oracle = try Program.run(
            Program.python, [script, TraceCapture.folder.path, name])
        #expect(oracle.status == 0, "\(oracle.errors)")
        let expected = try oracle.output.split(separator: "\n").map { try JSON(String($0)) }
        let converted = try TraceCapture(name).converted()
        #expect(converted.counters.used == expected.count)
        var events: [String: JSON] = [:]
        for event in try converted.calls + converted.attempts {
            let ids = event.json["Otel"]
            events["\(ids["TraceId"].string ?? "")-\(ids["SpanId"].string ?? "")"] = event.json
        }
        #expect(events.count == expected.count)
        for span in expected {
            let id = "\(span["trace"].string ?? "")-\(span["span"].string ?? "")"
            let event = try #require(events[id])
            #expect(event["Type"].string == span["type"].string)
            #expect(event["Otel"]["ParentSpanId"].string == span["parent"].string)
            #expect(event["Otel"]["Scope"].string == span["scope"].string)
            #expect(event["Timestamp"].int == span["start_ms"].int)
            let latency = event["Latency"].int ?? event["AttemptLatency"].int
            #expect(latency == span["latency_ms"].int)
            #expect(event["DurationUs"].int == span["duration_us"].int)
        }
    }

    @Test(arguments: TraceCapture.names)
    func `whatever the order and the number of requests, the events are the same`(
        name: String
    ) throws {
        let capture = try TraceCapture(name)
        let expected = try capture.converted().events
        let spans = try capture.spans()
        for seed in 1...4 {
            var random = SeededGenerator(seed: UInt64(seed))
            var converted = Converted()
            for span in spans.shuffled(using: &random) {
                converted.receive([span])
                if seed.isMultiple(of: 2) { converted.wait(milliseconds: 1) }
            }
            converted.finish()
            #expect(converted.events == expected, "seed \(seed)")
        }
    }

    @Test(arguments: TraceCapture.names)
    func `no event has a stack trace or a query`(name: String) throws {
        let events = try TraceCapture(name).converted().events
        for event in events {
            for word in ["Traceback", "site-packages", "/lib/", "X-Amz-Signature", "Authorization"]
            {
                #expect(!event.contains(word), "\(event)")
            }
        }
    }
}
