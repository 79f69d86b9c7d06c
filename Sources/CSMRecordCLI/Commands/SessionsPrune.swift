import ArgumentParser
import CSMCapture
import SessionReading
import SessionStore

struct SessionsPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old sessions permanently.",
        discussion: """
            Removes sessions that started longer ago than --older, but keeps the newest --keep \
            sessions. One of the two options is enough. Named sessions are kept unless --named is \
            given. A session that is being recorded is always kept.

            Examples:
              csm-record sessions prune --older 30d --dry-run
              csm-record sessions prune --keep 20 --yes
            """)

    @Option(
        help: ArgumentHelp(
            "Remove sessions that started longer ago than this: 12h, 30d.", valueName: "time"))
    var older: TimeSpan?

    @Option(help: ArgumentHelp("Keep this many of the newest sessions.", valueName: "n"))
    var keep: Int?

    @Flag(help: "Also remove named sessions.")
    var named = false

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Flag(help: "Show what would be removed, but remove nothing.")
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if older == nil, keep == nil {
            throw ValidationError("Specify what to remove: --older 30d, --keep 20, or both.")
        }
        if let keep, keep < 0 { throw ValidationError("--keep must be at least 0.") }
    }

    func run() throws {
        let before = older.map { Clock.realtime() / 1_000 - $0.milliseconds * 1_000 }
        let editor = store.editor(talking.talk)
        let old = try editor.obsolete(before: before, keep: keep ?? 0)
        let chosen = old.filter { named || $0.description.name == nil }
        defer { tellSpared(old.count - chosen.count) }
        if dryRun {
            // What was asked for, not talk.
            for session in chosen { try StandardOutput.writeText("would remove \(session.line)\n") }
        } else if try !chosen.isEmpty && isWanted(chosen) {
            let progress = Progress(talking.talk)
            defer { progress.clear() }
            let removed = try editor.remove(chosen, tell: progress.tell)
            progress.clear()
            for session in removed {
                talking.talk.say("removed \(session.line)")
            }
        } else {
            talking.talk.say("nothing was removed")
        }
    }

    private func isWanted(_ sessions: [SessionRecord]) throws -> Bool {
        if yes { return true }
        let shown = sessions.prefix(Self.mostShown).map { "remove \($0.line)" }
        let more = sessions.count - shown.count
        return try Confirmation.ask(
            shown + (more > 0 ? ["and \(more) more"] : []) + ["Remove permanently? [y/N]"])
    }

    /// So many are named before it is asked; `--dry-run` names all.
    private static let mostShown = 20

    private func tellSpared(_ count: Int) {
        if count > 0 {
            talking.talk.say(
                "\(count) named session\(count == 1 ? "" : "s") kept; pass --named to remove them too"
            )
        }
    }
}
