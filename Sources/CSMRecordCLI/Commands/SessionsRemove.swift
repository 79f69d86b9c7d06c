import ArgumentParser
import SessionReading

struct SessionsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove sessions, for good.")

    @Argument(
        help: "The sessions: @, @~N, the beginning of an id, or a name.",
        completion: Completions.storedSession)
    var sessions: [String]

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let editor = store.editor
        let chosen = try editor.removable(sessions)
        if !yes {
            let question = chosen.map { "remove \($0.line)" } + ["Remove for good? [y/N]"]
            guard try Confirmation.ask(question) else {
                talking.talk.say("nothing was removed")
                return
            }
        }
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        let removed = try editor.remove(chosen, tell: progress.tell)
        progress.clear()
        for session in removed { talking.talk.say("removed \(session.line)") }
        if removed.count < chosen.count {
            throw Failure(
                "cannot remove all of them: some are gone, or being recorded by now",
                status: ExitStatus.notFound)
        }
    }
}
