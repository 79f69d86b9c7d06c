import ArgumentParser
import CSMRecording
import ChildCommand
import Glibc

struct Listen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record all datagrams that arrive, until Ctrl-C.",
        discussion: """
            Records one session until SIGINT, SIGTERM or the end of its terminal.

            Examples:
              csm-record listen --port 31000
              csm-record listen --print-env > csm.env &
              . ./csm.env
              csm-record listen --otel
              csm-record listen --tail
            """)

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var live: LiveOptions

    @Option(help: ArgumentHelp("The UDP port, or 0 for a free one.", valueName: "port"))
    var port = ListeningPort.standard

    @Flag(help: "Print shell commands that set the environment variables for SDKs to report here.")
    var printEnv = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let signals = ForegroundSignals()
        let talk = talking.talk
        let session = recording.describe(command: [], talk)
        let recorder = try recording.begin(
            session, in: store.path, on: .exactly(port), spansOn: .standardForSpans, talk)
        let environment = CSMEnvironment(
            reportingTo: recorder.address, session: session,
            clientID: SystemFacts.environment("AWS_CSM_CLIENT_ID"))
        let spans = recorder.spanPort.map { OTelEnvironment.own(reportingTo: $0) }
        if printEnv {
            let exports = environment.exports + (spans?.exports ?? "")
            _ = FileOutput.write(exports, to: STDOUT_FILENO)
        }
        if let port = recorder.spanPort { talk.say("receiving spans on 127.0.0.1:\(port)") }
        talk.say("listening on \(recorder.address); press Ctrl-C to stop")
        let tail = live.tail(session, in: store.path)
        signals.waitForInterrupt()
        let outcome = recorder.finish(
            linger: 0, exitCode: nil, exitSignal: nil, isInterrupted: signals.isInterrupted)
        tail?.finish(isInterrupted: signals.isInterrupted)
        SessionEnd(session: session, reader: store.reader, talk: talk).tell(outcome, .auto)
    }
}
