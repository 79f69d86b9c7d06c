package import CSMAnalysis

/// Why no call may have been recorded, and how the program's calls can be.
package struct NothingRecorded {
    private struct Reason {
        let text: String
        /// Lines to be copied, which are never broken.
        var steps: [String] = []
    }

    /// Nothing was run where it is empty.
    let command: [String]
    /// What came; of spans, where they were listened for.
    let completeness: Completeness
    let listensForSpans: Bool
    /// What is no call: marks.
    private var hasMarks: Bool { completeness.received > 0 }
    /// Whether the command left processes running.
    private var isLeft: Bool { completeness.processesLeft > 0 }
    /// Of spans.
    private var spans: Int { completeness.spansReceived }

    package init(command: [String], completeness: Completeness, listensForSpans: Bool) {
        self.command = command
        self.completeness = completeness
        self.listensForSpans = listensForSpans
    }

    /// What happened, then a line or more for each reason, none wider than `width` but for those to
    /// be copied.
    package func lines(width: Int) -> [String] {
        let reasons = reasons
        return [head]
            + reasons.enumerated().flatMap { index, reason in
                let isLast = index == reasons.count - 1
                let end = reason.steps.isEmpty ? (isLast ? "." : ";") : ":"
                let text = DisplayText.wrapped(reason.text + end, to: width - 4)
                let lines = text.split(separator: "\n").enumerated().map { line, text in
                    (line == 0 ? "  - " : "    ") + text
                }
                return lines + reason.steps.map { "      " + $0 }
            }
    }

    private var head: String {
        let what =
            if hasMarks {
                "no call was received, only marks."
            } else if spans > 0 {
                spans == 1
                    ? "1 span was received, but it is not an AWS call."
                    : "\(spans) spans were received, but none is an AWS call."
            } else if listensForSpans {
                "no datagram and no span was received."
            } else {
                "no datagram was received."
            }
        return "\(what) Possible reasons:"
    }

    private var reasons: [Reason] {
        let reasons: [Reason]
        if listensForSpans {
            reasons =
                spans > 0
                ? [missingPackage, noCall]
                : refused + [notInstrumented].compactMap { $0 }
                    + [noCall] + lostSpans
        } else {
            let isSender = instrumentation?.isForSender ?? false
            reasons =
                (isSender ? [] : instrumentable) + [noCall] + (language == nil ? [neverSent] : [])
                + lostDatagrams + (isSender ? instrumentable : [])
        }
        return reasons
            + (isLeft
                ? [Reason(text: "the process that calls AWS is still running: see --wait")] : [])
    }

    private var language: ProgramLanguage? { ProgramLanguage(of: command) }

    private var instrumentation: Instrumentation? {
        language.map { Instrumentation($0, of: command) }
    }

    private var noCall: Reason {
        Reason(text: "nothing called AWS (presigning a URL makes no call)")
    }

    // MARK: - Without OpenTelemetry

    private var neverSent: Reason {
        Reason(
            text:
                "the SDK never sends Client Side Monitoring: JavaScript v3, Go v2, Java v2, Rust, "
                + "Kotlin, Swift, and tools built on them. All but Swift can be recorded with "
                + "csm-record run --otel, see OPENTELEMETRY in man csm-record")
    }

    private var instrumentable: [Reason] {
        guard let instrumentation else { return [] }
        if Instrumentation.isNamed(in: command) {
            return [
                Reason(text: "OpenTelemetry's spans are recorded only with csm-record run --otel")
            ]
        }
        return [
            Reason(
                text: "\(instrumentation.sdk). OpenTelemetry can show its calls",
                steps: instrumentation.steps)
        ]
    }

    private var lostDatagrams: [Reason] {
        let background =
            switch language {
            case nil: "Go v1 and Java v1 send in the background"
            case .go: "Go v1 sends in the background"
            case .java: "Java v1 sends in the background"
            default: nil as String?
            }
        return
            (background.map {
                [Reason(text: "the program ended before its SDK had sent: \($0)")]
            } ?? []) + [
                Reason(
                    text: "AWS_CSM_ENABLED or AWS_CSM_PORT did not reach the program: tox needs "
                        + "passenv = AWS_CSM_*, CSM_RECORD_SESSION; env -i and sudo drop them "
                        + "(sudo -E keeps them); or csm_enabled = false is set"),
                Reason(
                    text: "the program runs in a container: pass the variables in, and see --host"),
            ]
    }

    // MARK: - With OpenTelemetry

    private var missingPackage: Reason {
        let package =
            instrumentation.map { $0.package } ?? "see OPENTELEMETRY in man csm-record"
        return Reason(
            text: "the instrumentation of the AWS SDK is missing or turned off: \(package)")
    }

    private var refused: [Reason] {
        guard completeness.requestsRefused > 0 else { return [] }
        let count = Figures.counted(completeness.requestsRefused, "request")
        return [
            Reason(
                text:
                    "\(count) of an exporter could not be understood: the program sets an endpoint "
                    + "or a protocol of its own, which must be http/protobuf or http/json")
        ]
    }

    private var notInstrumented: Reason? {
        if Instrumentation.isNamed(in: command) { return nil }
        guard let instrumentation else {
            return Reason(
                text: "the program is not instrumented: see OPENTELEMETRY in man csm-record")
        }
        return Reason(text: "the program is not instrumented", steps: instrumentation.steps)
    }

    private var lostSpans: [Reason] {
        let package =
            language == .python
            ? "opentelemetry-exporter-otlp-proto-http" : "the one for http/protobuf"
        return [
            Reason(text: "its exporter is missing, or can send by gRPC only: install \(package)"),
            Reason(
                text:
                    "OTEL_SDK_DISABLED=true, or a sampler, exporter or endpoint is set in its code, "
                    + "which wins over the environment"),
            Reason(
                text: "it ended before its spans were sent: \(suddenEnds)"),
            Reason(
                text: "the variables did not reach it: tox needs passenv = OTEL_*, NO_PROXY, "
                    + "no_proxy, AWS_CSM_*, CSM_RECORD_SESSION; env -i and sudo drop them (sudo -E "
                    + "keeps them)"),
            Reason(
                text: "it runs in a container, which 127.0.0.1 does not lead out of"),
        ]
    }

    private var suddenEnds: String {
        switch language {
        case .javaScript: "process.exit, SIGKILL"
        case .python: "os._exit, SIGKILL, SIGTERM without a handler"
        case .go, .ruby, .rust: "without a shutdown of the tracer provider, SIGKILL"
        default: "os._exit, process.exit, SIGKILL, SIGTERM without a handler"
        }
    }
}
