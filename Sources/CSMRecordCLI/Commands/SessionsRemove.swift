import ArgumentParser
import SessionReading
import SessionStore

struct SessionsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove sessions permanently.")

    @Argument(
        help: "The sessions: @ (the newest), @~N, an id prefix, a name, or a set such as main@10.",
        completion: Completions.storedSession)
    var sessions: [String]

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let editor = store.editor(talking.talk)
        let (chosen, isConfirmed) = try choose(editor)
        if chosen.isEmpty { return talking.talk.say("nothing was removed") }
        if !yes, !isConfirmed {
            let question = chosen.map { "remove \($0.line)" } + ["Remove permanently? [y/N]"]
            guard try Confirmation.ask(question) else {
                talking.talk.say("nothing was removed")
                return
            }
        }
        try remove(chosen, editor)
    }

    /// The sessions to remove, and whether the user chose among several of one name.
    private func choose(
        _ editor: SessionEditor
    ) throws -> (sessions: [SessionRecord], isConfirmed: Bool) {
        do {
            return (try editor.removable(sessions), false)
        } catch SelectionError.ambiguous(let reference, let ids)
            where sessions == [reference] && !yes && Confirmation.isPossible
        {
            let candidates = try editor.removable(ids)
            let places = Confirmation.choose(
                candidates.map(\.line), "Which ones should be removed permanently?")
            return (places.map { candidates[$0] }, true)
        }
    }

    private func remove(_ chosen: [SessionRecord], _ editor: SessionEditor) throws {
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        let removed = try editor.remove(chosen, tell: progress.tell)
        progress.clear()
        for session in removed { talking.talk.say("removed \(session.line)") }
        if removed.count < chosen.count {
            throw Failure(
                "cannot remove all sessions: some no longer exist or are being recorded",
                status: ExitStatus.notFound)
        }
    }
}
