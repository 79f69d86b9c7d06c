import ArgumentParser
import SessionReading

struct SessionsRename: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a session another name.")

    @Argument(
        help: "The session: @, @~N, the beginning of an id, or a name.",
        completion: Completions.storedSession)
    var session: String

    @Argument(help: "Its new name.")
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
