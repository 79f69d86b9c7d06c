import ArgumentParser
import Glibc
import SessionReading
import SessionStore

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add sessions from files.",
        discussion: """
            Reads jsonl and sqlite files written by export, JSON Lines of CSM events, and \
            OpenTelemetry traces in JSON, as a collector's file exporter writes them. Events and \
            traces become a session named after the file, without secrets. JSON Lines may be \
            compressed with gzip.

            A session that the database already has is skipped; an interrupted one is replaced if the \
            file has more of it. If the datagrams differ, the file is refused unless --force is given. \
            Nothing is imported from a damaged or incomplete file.

            Examples:
              csm-record import nightly.jsonl
              csm-record import nightly.jsonl.gz
              ssh build cat nightly.jsonl.gz | csm-record import -
            """)

    @Argument(help: "The files to import; - is standard input.", completion: .file())
    var files: [String]

    @Flag(help: "Replace a session whose datagrams differ.")
    var force = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let talk = talking.talk
        let target = try SessionStore.openOrCreate(store.path)
        let progress = Progress(talk)
        defer { progress.clear() }
        for path in files {
            let file = SessionFile(
                path, plainSession: .imported(from: path),
                traceReader: SpanTraces.init(clientID:))
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
        case .replaced: talk.say("\(what): \(datagrams) imported, replacing an earlier version")
        case .alreadyThere: talk.say("\(what) is already in the database")
        }
        if session.keepsSecrets {
            talk.say("\(what) contains unredacted session tokens and access keys")
        }
    }
}
