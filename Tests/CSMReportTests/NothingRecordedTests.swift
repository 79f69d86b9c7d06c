import CSMAnalysis
import CSMReport
import Testing

/// What a run says when no call was recorded.
struct NothingRecordedTests {
    /// What came where spans were listened for.
    struct Spans: Sendable {
        var received = 0
        var refusedRequests = 0
    }

    private func lines(
        _ command: [String], _ spans: Spans? = nil, marks: Int = 0, left: Int = 0
    ) throws -> [String] {
        var figures = try #require(SessionFigures(Example.emptyReport()))
        var session = figures.session
        session.command = command
        session.completeness.received = marks
        session.completeness.decoded = marks
        session.completeness.processesLeft = left
        session.completeness.spansReceived = spans?.received ?? 0
        session.completeness.requestsRefused = spans?.refusedRequests ?? 0
        figures = SessionFigures(
            session: session, operations: 0, calls: 0, errors: 0, retries: 0, throttles: 0,
            totalLatency: 0, slowest: [])
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        return RunSummary(figures, listensForSpans: spans != nil, style).lines
    }

    private static let register = "@opentelemetry/auto-instrumentations-node/register"
    private static let none = Spans()

    struct Program: Sendable {
        let command: [String]
        /// Lines to be copied.
        let steps: [String]

        init(_ command: String..., steps: [String]) {
            self.command = command
            self.steps = steps
        }
    }

    private static let npm = [
        "npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node"
    ]
    private static let pip = [
        "pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http",
        "pip install opentelemetry-instrumentation-botocore",
    ]
    private static let agent = [
        "curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation"
            + "/releases/latest/download/opentelemetry-javaagent.jar"
    ]
    private static let goModules = [
        "go get go.opentelemetry.io/contrib/instrumentation/github.com/aws/aws-sdk-go-v2/otelaws",
        "go get go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp",
        "otel.SetTracerProvider(…)  // with otlptracehttp.New(ctx)",
        "otelaws.AppendMiddlewares(&cfg.APIOptions)",
    ]
    private static let gems = [
        "gem install opentelemetry-sdk opentelemetry-exporter-otlp",
        "OpenTelemetry::SDK.configure",
        "Aws.config[:telemetry_provider] = Aws::Telemetry::OTelProvider.new",
    ]
    private static let crates = [
        "cargo add tracing-subscriber tracing-opentelemetry opentelemetry-otlp"
    ]
    private static let run = "csm-record run --otel --"

    private static let programs = [
        Program(
            "node", "app.js", steps: npm + ["\(run) node --require \(register) app.js"]),
        Program(
            "/usr/bin/node", "it's.js",
            steps: npm + ["\(run) /usr/bin/node --require \(register) 'it'\\''s.js'"]),
        Program("node", steps: npm + ["\(run) node --require \(register)"]),
        Program(
            "npm", "test", steps: npm + ["NODE_OPTIONS='--require \(register)' \(run) npm test"]),
        Program(
            "sh", "-c", "cd web && npx jest",
            steps: npm + ["NODE_OPTIONS='--require \(register)' \(run) sh -c 'cd web && npx jest'"]),
        Program(
            "env", "A=b", "node", "app.js",
            steps: npm + [
                "NODE_OPTIONS='--require \(register)' \(run) env A=b node app.js"
            ]),
        Program(
            "./server.mjs",
            steps: npm + [
                "NODE_OPTIONS='--require \(register)' \(run) ./server.mjs"
            ]),
        Program(
            "python3.13", "-m", "app",
            steps: pip + [
                "\(run) opentelemetry-instrument python3.13 -m app"
            ]),
        Program(
            ".venv/bin/pytest", "tests/java", "-k", "go",
            steps: pip + ["\(run) opentelemetry-instrument .venv/bin/pytest tests/java -k go"]),
        Program(
            "java", "-jar", "app.jar",
            steps: agent + ["\(run) java -javaagent:opentelemetry-javaagent.jar -jar app.jar"]),
        Program(
            "./gradlew", "test",
            steps: agent + [
                "JAVA_TOOL_OPTIONS=-javaagent:$PWD/opentelemetry-javaagent.jar \(run) ./gradlew test"
            ]),
        Program("go", "test", "./...", steps: goModules + ["\(run) go test ./..."]),
        Program("bundle", "exec", "rake", steps: gems + ["\(run) bundle exec rake"]),
        Program("cargo", "run", steps: crates + ["\(run) cargo run"]),
        // Nothing is told, so nothing is guessed.
        Program("./tool", steps: []),
        Program("aws", "s3", "ls", steps: []),
        Program("cat", "go", steps: []),
        Program(steps: []),
        // A long line is not repeated.
        Program(
            "node", "app.js", String(repeating: "x", count: 99),
            steps: npm + [
                "\(run) node --require \(register) …"
            ]),
    ]

    @Test(arguments: programs)
    func `the command line tells what to install and what to type`(program: Program) throws {
        for spans in [nil, Self.none] {
            let lines = try lines(program.command, spans)
            let steps = lines.filter { $0.hasPrefix("      ") }.map { String($0.dropFirst(6)) }
            #expect(steps == program.steps)
        }
    }

    struct Case: Sendable {
        let command: [String]
        var spans: Spans?
        var marks = 0
        var left = 0
        let head: String
        /// What the text has, whatever its lines.
        let has: [String]
        let lacks: [String]
    }

    private static let cases = [
        Case(
            command: ["./tool"], head: "no datagram was received. Possible reasons:",
            has: [
                "nothing called AWS", "JavaScript v3, Go v2, Java v2, Rust, Kotlin, Swift",
                "csm-record run --otel", "Go v1 and Java v1", "csm_enabled", "--host.",
            ],
            lacks: ["gRPC", "passenv = OTEL_*", "--wait"]),
        Case(
            command: ["node", "app.js"], head: "no datagram was received. Possible reasons:",
            has: ["JavaScript's SDK v3 never sends", "nothing called AWS", "csm_enabled"],
            lacks: ["Go v2", "Go v1", "pip"]),
        Case(
            command: ["go", "run", "."], left: 1,
            head: "no datagram was received. Possible reasons:",
            has: ["Go's SDK v2 never sends", "Go v1 sends in the background", "see --wait."],
            lacks: ["Java v1"]),
        Case(
            command: ["opentelemetry-instrument", "python", "app.py"],
            head: "no datagram was received. Possible reasons:",
            has: ["only with csm-record run --otel"], lacks: ["pip install"]),
        Case(
            command: ["pytest"], marks: 2,
            head: "no call was received, only marks. Possible reasons:",
            has: ["Python's SDK sends", "pip install"], lacks: ["never"]),
        Case(
            command: ["./tool"], spans: none,
            head: "no datagram and no span was received. Possible reasons:",
            has: [
                "the program is not instrumented: see OPENTELEMETRY in man csm-record",
                "gRPC only: install the one for http/protobuf", "OTEL_SDK_DISABLED=true",
                "os._exit, process.exit, SIGKILL, SIGTERM", "passenv = OTEL_*", "container",
            ],
            lacks: ["--host", "Go v1", "could not be understood"]),
        Case(
            command: ["opentelemetry-instrument", "python", "app.py"], spans: none, left: 2,
            head: "no datagram and no span was received. Possible reasons:",
            has: ["install opentelemetry-exporter-otlp-proto-http", "os._exit", "see --wait."],
            lacks: ["not instrumented", "process.exit"]),
        Case(
            command: [
                "node", "--require", "@opentelemetry/auto-instrumentations-node/register", "a.js",
            ],
            spans: Spans(received: 0, refusedRequests: 3),
            head: "no datagram and no span was received. Possible reasons:",
            has: ["3 requests of an exporter could not be understood", "process.exit"],
            lacks: ["not instrumented", "os._exit"]),
        Case(
            command: ["python", "app.py"],
            spans: Spans(received: 12, refusedRequests: 0),
            head:
                "12 spans were received, but none is an AWS call. Possible reasons:",
            has: [
                "missing or turned off: opentelemetry-instrumentation-botocore", "0.62b0",
                "nothing called AWS",
            ],
            lacks: ["gRPC", "csm_enabled", "OTEL_SDK_DISABLED"]),
        Case(
            command: ["npm", "start"], spans: Spans(received: 1, refusedRequests: 1),
            head: "1 span was received, but it is not an AWS call. Possible reasons:",
            has: ["@opentelemetry/instrumentation-aws-sdk"], lacks: ["gRPC"]),
    ]

    @Test(arguments: cases)
    func `the reasons are those that may be`(example: Case) throws {
        let lines = try lines(
            example.command, example.spans, marks: example.marks, left: example.left)
        #expect(lines.first == example.head)
        let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        for part in example.has { #expect(text.contains(part)) }
        for part in example.lacks { #expect(!text.contains(part)) }
        // What is to be copied is left whole.
        #expect(!lines.contains { $0.count > 68 && !$0.hasPrefix("      ") })
        #expect(lines.last == "session nightly (189895f3b6500e1e)")
    }

    @Test func `a command line is not trusted`() throws {
        let lines = try lines(["node", "\u{1B}[2J"])
        #expect(!lines.contains { $0.unicodeScalars.contains("\u{1B}") })
    }

    @Test func `whoever asked for spans is told that none came`() throws {
        let figures = try #require(SessionFigures(Example.report(top: 3)))
        let style = TextStyle(width: 80, hasColor: false, hasUnicode: true)
        let sentence = "no OpenTelemetry span came: is the program instrumented?"
        func hasSentence(received: Int, listensForSpans: Bool = true) -> Bool {
            var session = figures.session
            session.completeness.spansReceived = received
            let figures = SessionFigures(
                session: session, operations: 1, calls: 1, errors: 0, retries: 0, throttles: 0,
                totalLatency: 1, slowest: [])
            return RunSummary(figures, listensForSpans: listensForSpans, style).lines
                .contains(sentence)
        }
        #expect(hasSentence(received: 0))
        #expect(!hasSentence(received: 3))
        #expect(!hasSentence(received: 0, listensForSpans: false))
    }
}
