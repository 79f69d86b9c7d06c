import ArgumentParser
import CSMReport
import SessionReading
import SessionStore

struct Export: ParsableCommand {
    /// What a session is exported as.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// A header, then each datagram as it is stored, a line each: what `import` reads.
        case jsonl
        /// A row for each datagram.
        case csv
        /// Trace events, for Perfetto and chrome://tracing.
        case chrome
        /// The session alone, in a database of its own.
        case sqlite
    }

    static let configuration = CommandConfiguration(
        abstract: "Write a session to a file.",
        discussion: """
            jsonl holds everything that is stored, for import on another machine. csv has one row \
            per datagram. chrome opens in Perfetto (https://ui.perfetto.dev). sqlite is a separate \
            sessions database. A file whose name ends in .gz is compressed with gzip; all commands \
            read it directly.

            Examples:
              csm-record export @ -o nightly.jsonl
              csm-record export nightly -o nightly.jsonl.gz
              csm-record export --format chrome -o trace.json
            """)

    @Argument(
        help: "The session: @ (the newest), @~N, an id prefix, a name, or a session file.",
        completion: Completions.session)
    var session = "@"

    @Option(help: "The output format.")
    var format = Format.jsonl

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Write even to a terminal, which may interpret control characters.")
    var force = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        if format == .sqlite, output == nil {
            throw ValidationError("--format sqlite needs a file: -o session.db")
        }
        if format == .sqlite, let output, ExportTarget.isCompressed(output) {
            throw ValidationError(
                "--format sqlite cannot be compressed: SQLite reads the file in place")
        }
    }

    func run() throws {
        let session = try store.reader(talking.talk).session(session)
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        if format == .sqlite, let output {
            try SQLiteExport.write(session, to: output) { progress.tell("exporting", $0) }
            return
        }
        let keepsSecrets = session.record.description.keepsSecrets
        let target = try ExportTarget(output, isPrivate: keepsSecrets)
        try target.refuseTerminal(unless: force)
        let writer = ByteWriter(to: target.write)
        let total = session.record.counters.received
        let tell = { progress.tell("exporting", .datagrams($0, of: total)) }
        switch format {
        case .jsonl: try session.store.exportJSONLines(session.record, to: writer, tell: tell)
        case .csv: try session.writeCSV(to: writer, tell: tell)
        case .chrome: try session.writeTrace(to: writer, progress)
        case .sqlite: break
        }
        try writer.flush()
        try target.commit()
    }
}
