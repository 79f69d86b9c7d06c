import CSMTestSupport
import Foundation
import Testing

/// What takes over a second tells how far it is: on a terminal, in one line that goes away.
struct ProgressTests {
    private static let progress = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/progress.py"
    ).path
    private static let begin = "\r\u{1B}[K"

    private let recorded: Recorded

    init() throws {
        recorded = try Recorded()
        let run = try recorded("run", "-q", "--name", "one", "--", Program.floodSender, "6000")
        #expect(run.status == 0)
        #expect(try recorded("export", "one", "-o", file("one.jsonl")).status == 0)
    }

    private func file(_ name: String) -> String { recorded.folder.path(name) }

    /// What the terminal got of csm-record, held up as `how` says.
    private func screen(
        _ how: String, width: Int, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> String {
        let own = ["CSM_RECORD_DB": recorded.database, "TERM": "xterm"]
        let run = try Program.run(
            Program.python, [Self.progress, "\(width)", how, Program.csmRecord] + arguments,
            environment: own.merging(environment) { $1 })
        #expect(run.status == 0, "\(run.errors)\(run.output)")
        return run.output
    }

    enum Work: CaseIterable {
        case importing, importingPlain, importingCompressed, reading
        case exporting, exportingCSV, exportingTrace, replaying, removing, pruning

        var word: String {
            switch self {
            case .importing, .importingPlain, .importingCompressed: "importing"
            case .reading: "reading"
            case .exporting, .exportingCSV, .exportingTrace: "exporting"
            case .replaying: "replaying"
            case .removing, .pruning: "removing"
            }
        }
    }

    /// How each is held up, and the command.
    private func held(_ work: Work) throws -> (how: String, arguments: [String]) {
        let other = ["--db", file("other.db")]
        let feed = "feed:" + file("one.jsonl")
        switch work {
        case .importing: return (feed, ["import", "-"] + other)
        case .importingPlain:
            try shell("tail -n +2 \"$0\" | sed 's/.*\"event\"://; s/}$//' >\"$1\"", file("plain"))
            return ("feed:" + file("plain"), ["import", "-"] + other)
        case .importingCompressed:
            try shell("gzip -1 <\"$0\" >\"$1\"", file("packed"))
            return ("feed:" + file("packed"), ["import", "-"] + other)
        case .reading: return (feed, ["stats", "/dev/stdin"])
        case .exporting: return ("drain", ["export"])
        case .exportingCSV: return ("drain", ["export", "--format", "csv"])
        case .exportingTrace: return ("drain", ["export", "--format", "chrome"])
        case .replaying: return ("drain", ["replay", "--stdout", "--speed", "max"])
        case .removing: return ("lock:" + recorded.database, ["sessions", "rm", "--yes", "one"])
        case .pruning:
            return (
                "lock:" + recorded.database,
                ["sessions", "prune", "--keep", "0", "--named", "--yes"]
            )
        }
    }

    private func shell(_ script: String, _ arguments: String...) throws {
        let run = try Program.run("/bin/sh", ["-c", script, file("one.jsonl")] + arguments)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: Work.allCases, [30, 100])
    func `is told on a terminal, within its width, and goes away`(
        work: Work, width: Int
    ) throws {
        let (how, arguments) = try held(work)
        let screen = try screen(how, width: width, arguments)
        let lines = screen.components(separatedBy: Self.begin)
        let drawn = lines.dropFirst().dropLast()
        #expect(!drawn.isEmpty, "\(screen.debugDescription)")
        #expect(drawn.allSatisfy { $0.hasPrefix("csm-record: ") && $0.count < width })
        #expect(drawn.contains { $0.hasPrefix("csm-record: \(work.word)".prefix(width - 1)) })
        #expect(!drawn.contains { $0.contains("\n") })
        // After the last one there is only what is said in the end.
        #expect(lines.first == "")
        #expect(!(lines.last ?? "").contains("\(work.word) "))
    }

    @Test func `has a share, a rate and the time left where the end is known`() throws {
        let screen = try screen(
            "feed:" + file("one.jsonl"), width: 100, ["import", "--db", file("other.db"), "-"])
        let line =
            /csm-record: importing \[#+\.+\] \d+% \d,000 of 6,000 datagrams, [\d,]+\/s, 0:\d\d left/
        #expect(screen.contains(line), "\(screen.debugDescription)")
    }

    @Test func `of a push comes with the first news`() throws {
        let server = try FirehoseServer()
        let screen = try screen(
            "none", width: 100, ["push", "--stream", "csm", "--endpoint-url", server.endpoint],
            environment: Pushed.environment)
        #expect(
            screen.hasPrefix(
                "\r\u{1B}[Kcsm-record: pushing [....................] 0% 0 of 6,000 events"))
        #expect(screen.hasSuffix(Self.begin))
    }

    @Test(arguments: [["-q"], [], ["-v"]], ["xterm", "dumb"])
    func `is not told if quiet, nor on a terminal that cannot take it back`(
        options: [String], terminal: String
    ) throws {
        let screen = try screen(
            "feed:" + file("one.jsonl"), width: 100,
            ["import", "--db", file("other.db"), "-"] + options, environment: ["TERM": terminal])
        #expect(screen.contains("\u{1B}") == (options != ["-q"] && terminal == "xterm"))
    }

    @Test func `is told to no file and no pipe`() throws {
        let run = try Program.run(
            "/bin/sh",
            [
                "-c", "{ head -n 3000 \"$1\"; sleep 1.3; tail -n +3001 \"$1\"; } | \"$0\" import -",
                Program.csmRecord, file("one.jsonl"),
            ], environment: ["CSM_RECORD_DB": file("other.db"), "TERM": "xterm"])
        #expect(run.status == 0)
        #expect(!run.errors.contains("\u{1B}"))
    }
}
