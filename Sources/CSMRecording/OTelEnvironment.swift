/// The variables that make OpenTelemetry's SDKs report the calls they trace to a recording.
public struct OTelEnvironment {
    public let switches: [(name: String, value: String)]
    /// The user's own settings that do not hold beside `switches`, as in
    /// "OTEL_TRACES_EXPORTER=console"; without the value where it may be a secret.
    public let replaced: [String]
    /// What else of the user's keeps calls from being recorded, a sentence each.
    public let warnings: [String]

    /// A program that is killed loses the spans of this time, in milliseconds.
    private static let scheduleDelay = 200
    /// In spans: the standard of 2,048 overflows in a burst, and nobody is told.
    private static let queueSize = 65_536

    /// `port` is the receiver's, on 127.0.0.1; `own` is the user's value of a variable.
    public init(reportingTo port: UInt16, own: @escaping (_ name: String) -> String?) {
        // OpenTelemetry takes an empty value for none.
        let settings = OTelSettings { name in
            own(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        // A queue that is smaller than a batch of the user's would be an error.
        let queue = max(settings.number("OTEL_BSP_MAX_QUEUE_SIZE") ?? 0, Self.queueSize)
        let traces = [
            ("OTEL_TRACES_EXPORTER", "otlp"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:\(port)/v1/traces"),
            // Python's standard is gRPC, which nothing here understands.
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER", "always_on"),
            ("OTEL_BSP_SCHEDULE_DELAY", String(Self.scheduleDelay)),
            ("OTEL_BSP_MAX_QUEUE_SIZE", String(queue)),
        ]
        let unset = ["OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"].filter { settings[$0] == nil }
        switches =
            traces + unset.map { ($0, "none") } + [
                ("NO_PROXY", Self.exempting(own("NO_PROXY") ?? own("no_proxy"))),
                // Where both are set, most programs heed this one only.
                ("no_proxy", Self.exempting(own("no_proxy") ?? own("NO_PROXY"))),
            ]
        replaced = settings.replaced(by: traces, none: unset)
        warnings = settings.warnings
    }

    /// What to say before anything is recorded, a sentence each.
    public var sentences: [String] {
        let replacement =
            replaced.isEmpty
            ? [] : ["--otel replaces your \(replaced.joined(separator: ", "))"]
        return replacement + warnings
    }

    /// For a shell to evaluate.
    public var exports: String { ShellExports.text(switches) }

    /// A list of hosts that are reached without a proxy, the receiver's among them.
    private static func exempting(_ hosts: String?) -> String {
        let receiver = "127.0.0.1"
        let names = (hosts ?? "").split { $0 == "," || $0.isWhitespace }
        // An asterisk stands for all hosts only where it stands alone.
        guard let hosts, !names.isEmpty else { return receiver }
        if names.contains(where: { $0 == receiver }) || names == ["*"] { return hosts }
        return hosts + (hosts.last == "," ? "" : ",") + receiver
    }
}
