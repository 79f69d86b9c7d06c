import ArgumentParser
import Glibc
import SessionStore

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add sessions from files.",
        discussion: """
            FILE is what export wrote as jsonl or sqlite, or plain JSON Lines of CSM events, which \
            become a session named after the file, without its secrets; JSON Lines may be compressed \
            by gzip. - is standard input. A \
            session that is there already is left as it is, and one that was cut short is replaced \
            by more of it; with other datagrams the file is refused, but for --force. A file that is \
            damaged or cut adds nothing.

            Examples:
              csm-record import nightly.jsonl
              csm-record import nightly.jsonl.gz
              ssh build cat nightly.jsonl.gz | csm-record import -
            """)

    @Argument(help: "The files; - is standard input.", completion: .file())
    var files: [String]

    @Flag(help: "Replace a session that is there with other datagrams.")
    var force = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let talk = talking.talk
        let target = try SessionStore.openOrCreate(store.path)
        let progress = Progress(talk)
        defer { progress.clear() }
        for path in files {
            let file = SessionFile(path, plainSession: .imported(from: path))
            let imported = try file.imported(into: target, isReplacing: force) {
                progress.tell("importing", $0)
            }
            progress.clear()
            for session in imported { tell(session, talk) }
        }
    }

    private func tell(_ session: SessionFile.Imported, _ talk: Talk) {
        let name = session.name.map { " \"\($0)\"" } ?? ""
        let what = "session \(session.id)\(name)"
        let datagrams = "\(session.datagrams) datagram\(session.datagrams == 1 ? "" : "s")"
        switch session.outcome {
        case .added: talk.say("\(what): \(datagrams) imported")
        case .replaced: talk.say("\(what): \(datagrams) imported, in place of an earlier state")
        case .alreadyThere: talk.say("\(what) is there already")
        }
        if session.keepsSecrets {
            talk.say("\(what) holds session tokens and access keys as they were sent")
        }
    }
}
