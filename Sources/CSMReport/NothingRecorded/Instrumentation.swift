/// How OpenTelemetry gets to see a program's AWS calls.
struct Instrumentation {
    private let language: ProgramLanguage
    private let command: [String]

    /// What an own command line may take of a line; a longer one is not repeated.
    private static let mostWidth = 60

    init(_ language: ProgramLanguage, of command: [String]) {
        self.language = language
        self.command = command
    }

    /// Whether the command line has some, be it by whatever name.
    static func isNamed(in command: [String]) -> Bool {
        command.contains { $0.contains("opentelemetry") || $0.contains("-javaagent:") }
    }

    /// The SDK by the name that its users know, and whether it reports by itself.
    var sdk: String {
        switch language {
        case .javaScript: "JavaScript's SDK v3 never sends Client Side Monitoring (v2 does)"
        case .python: "Python's SDK sends Client Side Monitoring, where it can"
        case .java: "Java's SDK v2 never sends Client Side Monitoring (v1 does)"
        case .go: "Go's SDK v2 never sends Client Side Monitoring (v1 does)"
        case .ruby: "Ruby's SDK v3 sends Client Side Monitoring, where it can"
        case .rust: "Rust's SDK never sends Client Side Monitoring"
        }
    }

    /// Whether it is an SDK that would have reported.
    var isForSender: Bool { language == .python || language == .ruby }

    /// What makes spans of AWS calls, by the name it is installed by.
    var package: String {
        switch language {
        case .javaScript: "@opentelemetry/instrumentation-aws-sdk"
        case .python: "opentelemetry-instrumentation-botocore (for aiobotocore 0.62b0 or later)"
        case .java: "opentelemetry-javaagent.jar, with aws-sdk enabled"
        case .go: "otelaws, which each client's configuration needs"
        case .ruby: "Aws::Telemetry::OTelProvider, which Aws.config needs"
        case .rust: "tracing-opentelemetry, at level debug for aws_sdk_*"
        }
    }

    /// What to type, and what to write into the program, line by line.
    var steps: [String] { installation + code + [run] }

    private var installation: [String] {
        switch language {
        case .javaScript:
            ["npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node"]
        case .python:
            [
                "pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http",
                "pip install opentelemetry-instrumentation-botocore",
            ]
        case .java:
            [
                "curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation"
                    + "/releases/latest/download/opentelemetry-javaagent.jar"
            ]
        case .go:
            [
                "go get go.opentelemetry.io/contrib/instrumentation/github.com/aws/aws-sdk-go-v2/otelaws",
                "go get go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp",
            ]
        case .ruby: ["gem install opentelemetry-sdk opentelemetry-exporter-otlp"]
        case .rust: ["cargo add tracing-subscriber tracing-opentelemetry opentelemetry-otlp"]
        }
    }

    /// Without the imports.
    private var code: [String] {
        switch language {
        case .javaScript, .python, .java, .rust: []
        case .go:
            [
                "otel.SetTracerProvider(…)  // with otlptracehttp.New(ctx)",
                "otelaws.AppendMiddlewares(&cfg.APIOptions)",
            ]
        case .ruby:
            [
                "OpenTelemetry::SDK.configure",
                "Aws.config[:telemetry_provider] = Aws::Telemetry::OTelProvider.new",
            ]
        }
    }

    private var run: String {
        let record = "csm-record run --otel --"
        switch language {
        case .javaScript:
            let option = ["--require", "@opentelemetry/auto-instrumentations-node/register"]
            if isStarted(by: "node", "nodejs") { return "\(record) \(line(inserting: option))" }
            return "NODE_OPTIONS='\(option.joined(separator: " "))' \(record) \(line())"
        case .python: return "\(record) opentelemetry-instrument \(line())"
        case .java:
            let option = "-javaagent:opentelemetry-javaagent.jar"
            if isStarted(by: "java") { return "\(record) \(line(inserting: [option]))" }
            return "JAVA_TOOL_OPTIONS=-javaagent:$PWD/opentelemetry-javaagent.jar "
                + "\(record) \(line())"
        case .go, .ruby, .rust: return "\(record) \(line())"
        }
    }

    private func isStarted(by names: String...) -> Bool {
        let name = command.first?.split(separator: "/").last.map(String.init) ?? ""
        return names.contains(name)
    }

    /// The own command line for a shell, with options behind the program's name.
    private func line(inserting options: [String] = []) -> String {
        let rest = command.dropFirst().map(Self.quoted).joined(separator: " ")
        let name = command.first.map(Self.quoted) ?? "COMMAND"
        let isShort = rest.count <= Self.mostWidth
        return ([name] + options + [isShort ? rest : "…"]).filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static func quoted(_ argument: String) -> String {
        let isPlain =
            !argument.isEmpty
            && argument.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-_./:=@%+,".utf8.contains($0)
                }
            }
        if isPlain { return argument }
        return "'" + argument.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
}
