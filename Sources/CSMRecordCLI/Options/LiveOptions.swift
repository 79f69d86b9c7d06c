import ArgumentParser
import CSMCapture
import CSMRecording
import CSMReport
import Glibc
import SessionStore

/// Showing the calls of a session while this process records it.
struct LiveOptions: ParsableArguments {
    @Flag(
        name: .customLong("tail"),
        help: ArgumentHelp(
            "Print each call on standard error as it arrives; see csm-record tail.",
            discussion: """
                run does not print to a terminal that COMMAND writes to, unless --tail is passed \
                twice.
                """))
    var tail: Int

    /// Whether COMMAND's standard error is a terminal that lines of ours would be mixed into.
    private var spoilsTerminal: Bool { isatty(STDERR_FILENO) == 1 && tail < 2 }

    /// For `listen`, which has its standard error to itself.
    func tail(_ session: SessionDescription, in database: String) -> TailThread? {
        tail > 0 ? begin(session, database, prefix: "") : nil
    }

    /// For `run`, whose standard error is COMMAND's, too.
    func tailBeside(_ session: SessionDescription, in database: String) -> TailThread? {
        tail > 0 && !spoilsTerminal ? begin(session, database, prefix: Talk.prefix) : nil
    }

    /// What cannot be shown is recorded all the same.
    private func begin(
        _ session: SessionDescription, _ database: String, prefix: String
    ) -> TailThread? {
        let style = StyleOptions.lines(on: STDERR_FILENO, prefix: prefix)
        do {
            return try TailThread(
                of: session.id, in: database, TailLines(style, isJSON: false), prefix: prefix)
        } catch {
            Talk.say(["cannot show the calls: \(error)"])
            return nil
        }
    }

    /// Says why nothing is told during `run`.
    func explain(_ talk: Talk) {
        guard tail > 0, spoilsTerminal else { return }
        talk.say(
            "calls are not shown on a terminal that COMMAND writes to: pass --tail twice, or run "
                + "csm-record tail in another terminal")
    }
}
