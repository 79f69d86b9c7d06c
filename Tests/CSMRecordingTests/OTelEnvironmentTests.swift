import CSMRecording
import Testing

struct OTelEnvironmentTests {
    private func environment(_ own: [String: String]) -> OTelEnvironment {
        OTelEnvironment(reportingTo: 4_711) { own[$0] }
    }

    private func switches(_ own: [String: String]) -> [String: String] {
        Dictionary(
            environment(own).switches.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private static let standard = [
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4711/v1/traces",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
        "OTEL_TRACES_SAMPLER": "always_on",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_BSP_MAX_QUEUE_SIZE": "65536",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    ]

    @Test func `traces go to the recording, and nothing else goes anywhere`() {
        #expect(switches([:]) == Self.standard)
        #expect(environment([:]).sentences.isEmpty)
    }

    @Test func `each variable is set once`() {
        let names = environment(Self.standard).switches.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: ["OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"])
    func `the user's metrics and logs are left alone`(name: String) {
        let own = [name: "console"]
        #expect(switches(own) == Self.standard.filter { $0.key != name })
        #expect(environment(own).sentences.isEmpty)
        #expect(switches([name: ""]) == Self.standard, "empty is unset")
    }

    @Test func `a longer queue of the user's is kept, for a batch must fit into it`() {
        #expect(
            switches(["OTEL_BSP_MAX_QUEUE_SIZE": "100000"])["OTEL_BSP_MAX_QUEUE_SIZE"] == "100000")
        #expect(environment(["OTEL_BSP_MAX_QUEUE_SIZE": "100000"]).replaced.isEmpty)
        #expect(switches(["OTEL_BSP_MAX_QUEUE_SIZE": "many"])["OTEL_BSP_MAX_QUEUE_SIZE"] == "65536")
    }

    struct Proxy: Sendable {
        var upper: String?
        var lower: String?
        var expected: (upper: String, lower: String)
    }

    @Test(arguments: [
        Proxy(expected: ("127.0.0.1", "127.0.0.1")),
        Proxy(upper: "", lower: "", expected: ("127.0.0.1", "127.0.0.1")),
        Proxy(upper: "corp", expected: ("corp,127.0.0.1", "corp,127.0.0.1")),
        Proxy(lower: "corp", expected: ("corp,127.0.0.1", "corp,127.0.0.1")),
        Proxy(upper: "a", lower: "b, c", expected: ("a,127.0.0.1", "b, c,127.0.0.1")),
        Proxy(upper: "a,", expected: ("a,127.0.0.1", "a,127.0.0.1")),
        Proxy(upper: "a", lower: "", expected: ("a,127.0.0.1", "127.0.0.1")),
        Proxy(upper: "a, 127.0.0.1", expected: ("a, 127.0.0.1", "a, 127.0.0.1")),
        Proxy(
            upper: "10.127.0.0.1", expected: ("10.127.0.0.1,127.0.0.1", "10.127.0.0.1,127.0.0.1")),
        Proxy(upper: "*", expected: ("*", "*")),
        Proxy(upper: "*,a", expected: ("*,a,127.0.0.1", "*,a,127.0.0.1")),
    ])
    func `no proxy is between the program and the recording`(proxy: Proxy) {
        let own = ["NO_PROXY": proxy.upper, "no_proxy": proxy.lower].compactMapValues { $0 }
        #expect(switches(own)["NO_PROXY"] == proxy.expected.upper)
        #expect(switches(own)["no_proxy"] == proxy.expected.lower)
    }

    struct Case: Sendable {
        let own: [String: String]
        let expected: [String]

        init(_ own: [String: String], _ expected: [String]) {
            self.own = own
            self.expected = expected
        }
    }

    private static let metricsAndLogs = [
        "OTEL_METRICS_EXPORTER (unset, now none)", "OTEL_LOGS_EXPORTER (unset, now none)",
    ]

    @Test(arguments: [
        // What says the same is not replaced.
        Case(["OTEL_TRACES_EXPORTER": "otlp", "OTEL_TRACES_SAMPLER": "always_on"], []),
        Case(["OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"], []),
        Case(["OTEL_TRACES_EXPORTER": "", "OTEL_EXPORTER_OTLP_HEADERS": ""], []),
        // What goes on to hold, or concerns others.
        Case(
            [
                "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
                "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": "gzip",
                "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "1", "OTEL_SERVICE_NAME": "shop",
                "OTEL_RESOURCE_ATTRIBUTES": "a=b", "OTEL_PROPAGATORS": "xray",
                "OTEL_METRICS_EXPORTER": "console", "OTEL_BSP_EXPORT_TIMEOUT": "1",
            ], []),
        Case(["OTEL_TRACES_SAMPLER_ARG": "0.1"], []),
        Case(["OTEL_TRACES_SAMPLER": "always_on", "OTEL_TRACES_SAMPLER_ARG": "0.1"], []),
        Case(["OTEL_TRACES_EXPORTER": "console,otlp"], ["OTEL_TRACES_EXPORTER=console,otlp"]),
        Case(
            ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"],
            ["OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG"]),
        Case(["OTEL_BSP_SCHEDULE_DELAY": "5000"], ["OTEL_BSP_SCHEDULE_DELAY=5000"]),
        Case(["OTEL_BSP_MAX_QUEUE_SIZE": "512"], ["OTEL_BSP_MAX_QUEUE_SIZE=512"]),
        Case(["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], ["OTEL_EXPORTER_OTLP_PROTOCOL=grpc"]),
        Case(
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/json"],
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json"]),
        Case(
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://traces.example/secret/path?key=s3cret"],
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://traces.example"]),
        Case(
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:s3cret@collector.example:4318/v1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4318"] + metricsAndLogs),
        Case(
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "s3cret"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT=…"] + metricsAndLogs),
        Case(
            [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector", "OTEL_LOGS_EXPORTER": "otlp",
                "OTEL_METRICS_EXPORTER": "none",
            ],
            ["OTEL_EXPORTER_OTLP_ENDPOINT=http://collector"]),
        Case(
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://metrics"],
            ["OTEL_METRICS_EXPORTER (unset, now none)"]),
        Case(
            [
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=s3cret",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "api-key=s3cret",
                "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem",
                "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY": "/s3cret.pem",
            ],
            [
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS",
                "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY",
            ]),
    ])
    func `what is replaced of the user's is said, without secrets`(example: Case) {
        let environment = environment(example.own)
        #expect(environment.replaced == example.expected)
        #expect(environment.warnings.isEmpty)
        let expected =
            example.expected.isEmpty
            ? [] : ["--otel replaces your \(example.expected.joined(separator: ", "))"]
        #expect(environment.sentences == expected)
        #expect(!environment.sentences.contains { $0.contains("s3cret") })
    }

    @Test(arguments: [
        Case(["OTEL_SDK_DISABLED": "false"], []),
        Case(["OTEL_SDK_DISABLED": "1"], []),
        Case(
            ["OTEL_SDK_DISABLED": " True"],
            ["OTEL_SDK_DISABLED=true: no spans will come; unset it"]),
        Case(
            ["OTEL_CONFIG_FILE": "otel.yaml", "OTEL_EXPERIMENTAL_CONFIG_FILE": "otel.yaml"],
            [
                "OTEL_CONFIG_FILE is set: an SDK that reads this file ignores what --otel sets; unset it"
            ]
        ),
        Case(
            ["OTEL_EXPERIMENTAL_CONFIG_FILE": "otel.yaml"],
            [
                "OTEL_EXPERIMENTAL_CONFIG_FILE is set: an SDK that reads this file ignores what "
                    + "--otel sets; unset it"
            ]),
        Case(["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "requests, boto"], []),
        Case(
            ["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "requests , botocore"],
            [
                "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS has botocore: Python's AWS calls are not traced"
            ]),
        Case(
            ["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "*"],
            ["OTEL_PYTHON_DISABLED_INSTRUMENTATIONS has *: Python's AWS calls are not traced"]),
        Case(["OTEL_NODE_DISABLED_INSTRUMENTATIONS": "fs,dns"], []),
        Case(["OTEL_NODE_ENABLED_INSTRUMENTATIONS": "http, aws-sdk"], []),
        Case(
            ["OTEL_NODE_DISABLED_INSTRUMENTATIONS": "fs, aws-sdk"],
            [
                "OTEL_NODE_DISABLED_INSTRUMENTATIONS has aws-sdk: JavaScript's AWS calls are not traced"
            ]),
        Case(
            ["OTEL_NODE_ENABLED_INSTRUMENTATIONS": "http,express"],
            [
                "OTEL_NODE_ENABLED_INSTRUMENTATIONS lacks aws-sdk: JavaScript's AWS calls are not traced"
            ]),
        Case(
            ["OTEL_NODE_ENABLED_INSTRUMENTATIONS": "aws-sdk"],
            [
                "OTEL_NODE_ENABLED_INSTRUMENTATIONS lacks http: JavaScript's attempts and retries "
                    + "are not traced"
            ]),
        Case(
            ["OTEL_JAVAAGENT_ENABLED": "false"],
            ["OTEL_JAVAAGENT_ENABLED=false: Java's calls are not traced"]),
        Case(
            ["OTEL_INSTRUMENTATION_AWS_SDK_ENABLED": "FALSE"],
            ["OTEL_INSTRUMENTATION_AWS_SDK_ENABLED=false: Java's AWS calls are not traced"]),
        Case(
            ["OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED": "false"],
            [
                "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED=false: Java's AWS calls are not traced; "
                    + "set OTEL_INSTRUMENTATION_AWS_SDK_ENABLED=true"
            ]),
        Case(
            [
                "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED": "false",
                "OTEL_INSTRUMENTATION_AWS_SDK_ENABLED": "true",
            ], []),
        Case(
            ["JAVA_TOOL_OPTIONS": "-javaagent:opentelemetry-javaagent.jar -Dotel.service.name=x"],
            []),
        Case(
            ["JAVA_TOOL_OPTIONS": "-javaagent:a.jar -Dotel.traces.exporter=console"],
            ["JAVA_TOOL_OPTIONS sets otel.* properties, which win over what --otel sets"]),
        Case(
            ["OTEL_RUBY_INSTRUMENTATION_AWS_SDK_ENABLED": "false"],
            ["OTEL_RUBY_INSTRUMENTATION_AWS_SDK_ENABLED=false: Ruby's AWS calls are not traced"]),
    ])
    func `what keeps calls away is said before`(example: Case) {
        let environment = environment(example.own)
        #expect(environment.warnings == example.expected)
        #expect(environment.sentences == example.expected)
        #expect(environment.replaced.isEmpty)
    }

    @Test func `a recording within a recording says that the outer one gets no spans`() {
        let outer = OTelEnvironment(reportingTo: 815) { _ in nil }
        var own = Dictionary(
            outer.switches.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        own["CSM_RECORD_SESSION"] = "0123456789abcdef"
        let inner = environment(own)
        #expect(inner.sentences == ["spans are not forwarded to the outer recording"])
        #expect(
            switches(own)
                == Self.standard.filter { !$0.key.hasSuffix("S_EXPORTER") }.merging(
                    ["OTEL_TRACES_EXPORTER": "otlp"], uniquingKeysWith: { $1 }))
    }

    @Test func `a shell takes the variables as they are`() {
        let own = ["NO_PROXY": "it's, *.corp"]
        let lines = environment(own).exports.split(separator: "\n").map(String.init)
        #expect(
            lines.contains(
                "export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:4711/v1/traces"))
        #expect(lines.contains("export NO_PROXY='it'\\''s, *.corp,127.0.0.1'"))
    }
}
