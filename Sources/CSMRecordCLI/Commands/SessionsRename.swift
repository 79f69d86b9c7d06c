import ArgumentParser
import SessionReading

struct SessionsRename: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Rename a session.")

    @Argument(
        help: "The session: @ (the newest), @~N, an id prefix, or a name.",
        completion: Completions.storedSession)
    var session: String

    @Argument(help: "The new name.")
    var name: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        try SessionName.validate(name)
    }

    func run() throws {
        let id = try store.editor(talking.talk).rename(session, to: name)
        talking.talk.say("session \(id) is now \"\(name)\"")
    }
}
