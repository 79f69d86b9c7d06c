import ArgumentParser
import CSMCapture
import SessionReading

struct SessionsPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old sessions, for good.",
        discussion: """
            Removes sessions that began longer ago than --older, but for the newest --keep. With one \
            of the two, only that counts. A session that is being recorded stays.

            Examples:
              csm-record sessions prune --older 30d --dry-run
              csm-record sessions prune --keep 20
            """)

    @Option(
        help: ArgumentHelp("Remove sessions that began longer ago: 12h, 30d.", valueName: "time"))
    var older: TimeSpan?

    @Option(help: ArgumentHelp("Keep the newest of all, this many.", valueName: "n"))
    var keep: Int?

    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if older == nil, keep == nil {
            throw ValidationError("Say what to remove: --older 30d, --keep 20, or both.")
        }
        if let keep, keep < 0 { throw ValidationError("--keep takes a number from 0 on.") }
    }

    func run() throws {
        let before = older.map { Clock.realtime() / 1_000 - $0.milliseconds * 1_000 }
        let editor = store.editor
        let old = try editor.obsolete(before: before, keep: keep ?? 0)
        if dryRun {
            // What was asked for, not talk.
            for session in old { try StandardOutput.writeText("would remove \(session.line)\n") }
        } else {
            let progress = Progress(talking.talk)
            defer { progress.clear() }
            let removed = try editor.remove(old, tell: progress.tell)
            progress.clear()
            for session in removed {
                talking.talk.say("removed \(session.line)")
            }
        }
    }
}
