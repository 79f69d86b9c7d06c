/// What the user's own environment says to OpenTelemetry.
struct OTelSettings {
    private let value: (_ name: String) -> String?

    /// `value` is that of a variable; `nil` where it is unset or empty.
    init(_ value: @escaping (_ name: String) -> String?) { self.value = value }

    subscript(name: String) -> String? { value(name) }

    func number(_ name: String) -> Int? { self[name].flatMap { Int(Self.trimmed($0)) } }

    /// In words that do not care for case.
    private func word(_ name: String) -> String? {
        self[name].map { Self.trimmed($0).lowercased() }
    }

    private func list(_ name: String) -> [String]? {
        self[name].map { $0.split(separator: ",").map { Self.trimmed($0) } }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}

// MARK: - What does not hold

extension OTelSettings {
    /// What these variables take the place of, or make void; of `none` each is off from now on.
    func replaced(
        by variables: [(name: String, value: String)], none: [String]
    ) -> [String] {
        let own = variables.compactMap { name, value -> String? in
            guard let own = self[name], Self.trimmed(own).lowercased() != value else { return nil }
            if isOuterRecording(name, own) { return nil }
            return "\(name)=\(name.hasSuffix("_ENDPOINT") ? Self.origin(own) : own)"
        }
        return own + voidEndpoints + voidNames + off(none)
    }

    /// What holds for metrics and logs, but not for traces any more.
    private var voidEndpoints: [String] {
        let endpoint = self["OTEL_EXPORTER_OTLP_ENDPOINT"].map { Self.origin($0) }
        let own = word("OTEL_EXPORTER_OTLP_PROTOCOL")
        let otherProtocol = own.flatMap { $0 == "http/protobuf" ? nil : $0 }
        return [
            endpoint.map { "OTEL_EXPORTER_OTLP_ENDPOINT=\($0)" },
            otherProtocol.map { "OTEL_EXPORTER_OTLP_PROTOCOL=\($0)" },
        ].compactMap { $0 }
    }

    /// What only makes sense with the user's own endpoint or sampler: headers and keys are secrets.
    private var voidNames: [String] {
        let kinds = ["HEADERS", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"]
        let names = kinds.flatMap {
            ["OTEL_EXPORTER_OTLP_TRACES_\($0)", "OTEL_EXPORTER_OTLP_\($0)"]
        }
        let isSampled = word("OTEL_TRACES_SAMPLER").map { $0 != "always_on" } ?? false
        return (names + (isSampled ? ["OTEL_TRACES_SAMPLER_ARG"] : [])).filter { self[$0] != nil }
    }

    /// Where the user has somewhere to send metrics and logs to, which SDKs do unless told
    /// otherwise.
    private func off(_ names: [String]) -> [String] {
        names.filter { name in
            let signal = name.split(separator: "_")[1]
            return self["OTEL_EXPORTER_OTLP_ENDPOINT"] != nil
                || self["OTEL_EXPORTER_OTLP_\(signal)_ENDPOINT"] != nil
        }.map { "\($0) (unset, now none)" }
    }

    /// An address without what may be a secret in it: user, password, path and query.
    private static func origin(_ address: String) -> String {
        let parts = trimmed(address).split(separator: "://", maxSplits: 1)
        guard parts.count == 2 else { return "…" }
        let authority = parts[1].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return "\(parts[0])://\(host)"
    }

    /// Whether it is set by a recording with `--otel` around this one.
    private func isOuterRecording(_ name: String, _ value: String) -> Bool {
        name == "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" && self["CSM_RECORD_SESSION"] != nil
            && value.hasPrefix("http://127.0.0.1:")
    }
}

// MARK: - What keeps calls away

extension OTelSettings {
    var warnings: [String] {
        [sdk, configurationFile, outerRecording].compactMap { $0 } + python + node + java + ruby
    }

    private var sdk: String? {
        word("OTEL_SDK_DISABLED") == "true"
            ? "OTEL_SDK_DISABLED=true: no spans will come; unset it" : nil
    }

    private var configurationFile: String? {
        ["OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE"].first { self[$0] != nil }.map {
            "\($0) is set: an SDK that reads this file ignores what --otel sets; unset it"
        }
    }

    private var outerRecording: String? {
        let name = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
        guard let own = self[name], isOuterRecording(name, own) else { return nil }
        return "spans are not forwarded to the outer recording"
    }

    private var python: [String] {
        let name = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"
        let disabled = list(name) ?? []
        let own = ["*", "botocore", "aiobotocore"].filter { disabled.contains($0) }
        return own.isEmpty
            ? [] : ["\(name) has \(own.joined(separator: ", ")): Python's AWS calls are not traced"]
    }

    private var node: [String] {
        func missing(_ package: String) -> String? {
            let disabled = "OTEL_NODE_DISABLED_INSTRUMENTATIONS"
            let enabled = "OTEL_NODE_ENABLED_INSTRUMENTATIONS"
            if list(disabled)?.contains(package) ?? false { return "\(disabled) has \(package)" }
            if let list = list(enabled), !list.contains(package) {
                return "\(enabled) lacks \(package)"
            }
            return nil
        }
        if let reason = missing("aws-sdk") {
            return ["\(reason): JavaScript's AWS calls are not traced"]
        }
        return missing("http").map { ["\($0): JavaScript's attempts and retries are not traced"] }
            ?? []
    }

    private var java: [String] {
        var reasons: [String] = []
        func isOff(_ name: String) -> Bool { word(name) == "false" }
        if isOff("OTEL_JAVAAGENT_ENABLED") {
            reasons.append("OTEL_JAVAAGENT_ENABLED=false: Java's calls are not traced")
        }
        let own = "OTEL_INSTRUMENTATION_AWS_SDK_ENABLED"
        let standard = "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED"
        if isOff(own) {
            reasons.append("\(own)=false: Java's AWS calls are not traced")
        } else if isOff(standard), word(own) != "true" {
            reasons.append("\(standard)=false: Java's AWS calls are not traced; set \(own)=true")
        }
        let options = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"].filter { name in
            (self[name] ?? "").split(whereSeparator: \.isWhitespace).contains { option in
                Self.javaProperties.contains { option.hasPrefix("-D\($0)") }
            }
        }
        return reasons
            + options.map {
                "\($0) sets otel.* properties, which win over what --otel sets"
            }
    }

    /// The beginnings of those that say where spans go, and whether.
    private static let javaProperties = [
        "otel.traces.", "otel.exporter.otlp.", "otel.sdk.disabled", "otel.javaagent.enabled",
        "otel.experimental.config.file", "otel.config.file",
    ]

    private var ruby: [String] {
        let name = "OTEL_RUBY_INSTRUMENTATION_AWS_SDK_ENABLED"
        return word(name) == "false" ? ["\(name)=false: Ruby's AWS calls are not traced"] : []
    }
}
