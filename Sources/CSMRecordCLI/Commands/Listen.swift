import ArgumentParser
import ChildCommand
import Glibc

struct Listen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record whatever arrives, until Ctrl-C.",
        discussion: """
            One session until SIGINT, SIGTERM or the end of its terminal.

            Examples:
              csm-record listen --port 31000
              csm-record listen --print-env > csm.env &
              . ./csm.env
            """)

    @OptionGroup var recording: RecordingOptions

    @Option(help: ArgumentHelp("The UDP port; 0 is a free one.", valueName: "port"))
    var port = PortChoice.standard

    @Flag(help: "Print the variables that make an SDK report here, for a shell to evaluate.")
    var printEnv = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let signals = ForegroundSignals()
        let talk = talking.talk
        let session = recording.describe(command: [], talk)
        let recorder = try Recording.begin(
            session, in: store.path, at: recording.host, .exactly(port), talk)
        let environment = CSMEnvironment(reportingTo: recorder.address, session: session)
        if printEnv { _ = FileOutput.write(environment.exports, to: STDOUT_FILENO) }
        talk.say("listening on \(recorder.address), Ctrl-C ends")
        signals.waitForInterrupt()
        let outcome = recorder.finish(
            linger: TimeSpan(milliseconds: 0), exitCode: nil, exitSignal: nil, signals)
        SessionEnd(session: session, database: store.path, talk: talk).tell(outcome, .auto)
    }
}
