import ArgumentParser
import CSMReport
import FleetReading
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
        /// OpenTelemetry's traces, for collectors and what reads their files.
        case otlp
        /// The session alone, in a database of its own.
        case sqlite
        /// The figures of sessions, a line each, to compare others with.
        case baseline
    }

    static let configuration = CommandConfiguration(
        abstract: "Write a session, or the figures of several, to a file.",
        discussion: """
            jsonl holds everything that is stored, for import on another machine. csv has one row \
            per datagram. chrome opens in Perfetto (https://ui.perfetto.dev). otlp is JSON Lines of \
            OpenTelemetry traces, for a collector, and for import. sqlite is a separate sessions database. baseline takes several sessions and holds only their figures, to \
            compare later sessions with. A file whose name ends in .gz is compressed with gzip; all \
            commands read it directly.

            Examples:
              csm-record export @ -o nightly.jsonl
              csm-record export nightly -o nightly.jsonl.gz
              csm-record export --format chrome -o trace.json
              csm-record export --format baseline main@10 -o csm.baseline
              csm-record export --athena csm --sessions 5f3a9c02d1e84b76 -o session.jsonl
            """)

    @Argument(
        help: ArgumentHelp(
            "The session: @ (the newest), @~N, an id prefix, a name, or a session file. For a baseline also several, and sets such as main@10.",
            valueName: "session"),
        completion: Completions.session)
    var sessions: [String] = ["@"]

    @Option(help: "The output format.")
    var format = Format.jsonl

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Write even to a terminal, which may interpret control characters.")
    var force = false

    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws {
        try fleet.refuse([
            ("--format \(format.rawValue)", format != .jsonl),
            ("--function", !fleet.function.isEmpty),
        ])
        if fleet.athena != nil, fleet.sessionIDs.count != 1 {
            throw ValidationError("With --athena, name one session: --sessions ID.")
        }
        if format != .baseline, sessions.count > 1 {
            throw ValidationError(
                "--format \(format.rawValue) takes one session; baseline takes several.")
        }
        if format == .sqlite, output == nil {
            throw ValidationError("--format sqlite needs a file: -o session.db")
        }
        if format == .sqlite, let output, ExportTarget.isCompressed(output) {
            throw ValidationError(
                "--format sqlite cannot be compressed: SQLite reads the file in place")
        }
    }

    func run() throws {
        if fleet.athena != nil { return try writePushed() }
        if format == .baseline { return try writeBaseline() }
        let session = try store.reader(talking.talk).session(sessions[0])
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
        var omitted = 0
        switch format {
        case .jsonl: try session.store.exportJSONLines(session.record, to: writer, tell: tell)
        case .csv: try session.writeCSV(to: writer, tell: tell)
        case .chrome: try session.writeTrace(to: writer, progress)
        case .otlp: omitted = try session.writeSpans(to: writer, progress)
        case .sqlite, .baseline: break
        }
        try writer.flush()
        try target.commit()
        progress.clear()
        if omitted > 0 { talking.talk.say(Self.omission(omitted)) }
    }

    private static func omission(_ datagrams: Int) -> String {
        let (what, are) = datagrams == 1 ? ("datagram", "is") : ("datagrams", "are")
        return "\(datagrams) \(what) that \(are) no call, attempt or mark \(are) not in the export"
    }

    /// The fields of the events that the table has columns for.
    private func writePushed() throws {
        try fleet.refuse(sessions, usual: ["@"])
        let now = FleetOptions.now
        let talk = talking.talk
        let reader = fleet.reader(talk, now: now)
        let selection = try fleet.selection(now: now)
        if fleet.dryRun {
            return try fleet.print(reader.eventsQuestion(of: selection))
        }
        let target = try ExportTarget(output)
        try target.refuseTerminal(unless: force)
        let answer = try reader.export(
            selection, to: ByteWriter(to: target.write), toolVersion: ToolVersion.current)
        try target.commit()
        talk.say(answer.cost)
        fleet.warn(of: answer)
    }

    private func writeBaseline() throws {
        let named = try store.reader(talking.talk).named(sessions)
        let progress = Progress(talking.talk)
        defer { progress.clear() }
        var baselines: [BaselineSession] = []
        for (count, session) in named.enumerated() {
            progress.tell("reading", count, of: named.count, .count("sessions"))
            baselines.append(try session.baseline().masked)
        }
        let target = try ExportTarget(output)
        try target.refuseTerminal(unless: force)
        let writer = ByteWriter(to: target.write)
        try BaselineFile.write(baselines, to: writer)
        try target.commit()
    }
}
