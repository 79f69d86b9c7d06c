import ArgumentParser
import CSMCapture
import CSMRecording
import SessionStore

/// What `run` and `listen` have in common.
struct RecordingOptions: ParsableArguments {
    @Option(help: "A name for the session.")
    var name: String?

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("Tag the session with K=V. May be repeated.", valueName: "k=v"))
    var tags: [SessionTag] = []

    @Option(
        help: ArgumentHelp(
            "The address to listen on. With an address other than loopback, other machines can send too.",
            valueName: "addr"))
    var host = "127.0.0.1"

    @Option(
        name: .customLong("forward"),
        help: ArgumentHelp(
            "Forward every datagram, unchanged and with its secrets, to another listener. May be repeated.",
            valueName: "host:port"))
    var targets: [TargetAddress] = []

    @Flag(help: "Also record OpenTelemetry spans, which SDKs without CSM can send.")
    var otel = false

    @Option(
        name: .customLong("otel-port"),
        help: ArgumentHelp(
            "The TCP port for spans on 127.0.0.1 (OTLP over HTTP), or auto for a free one.",
            valueName: "port"))
    var spanPort: ListeningPort?

    @Flag(help: "Store session tokens and access keys unredacted.")
    var keepSecrets = false

    func validate() throws {
        if let name { try SessionName.validate(name) }
        if spanPort != nil, !otel { throw ValidationError("--otel-port needs --otel.") }
        if let target = targets.map(\.address).first(where: { !$0.isNumeric }) {
            throw ValidationError(
                "--forward needs a numeric address such as 127.0.0.1:31001, not \(target).")
        }
    }

    /// `more` are tags besides those that the options name, and `name` stands in where they name
    /// none.
    func describe(
        command: [String], name: String? = nil, tags more: [(name: String, value: String)] = [],
        _ talk: Talk
    ) -> SessionDescription {
        if keepSecrets { talk.say("session tokens and access keys will be stored unredacted") }
        return SessionDescription(
            name: self.name ?? name, command: command, workingFolder: SystemFacts.workingFolder(),
            host: SystemFacts.hostName(), tags: tags.map { ($0.name, $0.value) } + more,
            toolVersion: ToolVersion.current, keepsSecrets: keepSecrets,
            startedAt: Clock.realtime() / 1_000)
    }

    /// Says what `--otel` changes for the command, which may be more than its user thinks of.
    func describeSpans(_ talk: Talk) {
        // Which port it will be changes nothing of what is said.
        if otel { OTelEnvironment.own(reportingTo: 0).sentences.forEach(talk.say) }
    }

    /// Begins to record, and says what the user should know of it.
    ///
    /// What is received goes on to `outer`, the recording around this one, too. Spans are received
    /// on `spanPort` where no option names another.
    func begin(
        _ session: SessionDescription, in database: String, on port: ListeningPort,
        spansOn spanPort: ListeningPort, within outer: SocketAddress? = nil, _ talk: Talk
    ) throws -> Recording {
        let recording = try Recording.begin(
            session, in: database, at: host, port, within: outer,
            forwardingTo: targets.map(\.address),
            receivingSpans: otel ? .own(on: self.spanPort ?? spanPort, for: session) : nil)
        if let outer { talk.explain("forwarding to \(outer), the outer recording") }
        talk.explain(
            "listening on \(recording.address), receive buffer \(recording.receiveBufferSize) bytes"
        )
        if let port = recording.spanPort { talk.explain("receiving spans on 127.0.0.1:\(port)") }
        if !recording.hasWriteAheadLog {
            talk.say(
                "\(database) is on a file system without write-ahead logs: readers have to wait")
        }
        talk.explain("recording session \(session.id) into \(database)")
        return recording
    }
}
