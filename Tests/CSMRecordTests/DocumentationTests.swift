import CSMTestSupport
import Foundation
import Testing

/// The man page, the README, the help and the completions say what the program does.
struct DocumentationTests {
    private static let page = Fixtures.root.appending(path: "man/csm-record.1").path

    /// Every long option of every subcommand, as the program itself tells.
    private func options() throws -> Set<String> {
        let help = try JSON(Program.run(Program.csmRecord, ["--experimental-dump-help"]).output)
        var names: Set<String> = []
        func collect(_ command: JSON) {
            for argument in command["arguments"].array {
                for name in argument["names"].array where name["kind"].string == "long" {
                    names.insert(name["name"].string ?? "")
                }
            }
            for subcommand in command["subcommands"].array
            where subcommand["commandName"].string != "help" {
                collect(subcommand)
            }
        }
        collect(help["command"])
        return names
    }

    @Test func `the man page has every option and no other`() throws {
        let page = try String(contentsOfFile: Self.page, encoding: .utf8)
        let documented = Set(page.matches(of: /\bFl Fl ([a-z-]+)/).map { String($0.1) })
        let options = try options()
        #expect(options.count > 20)
        #expect(options.subtracting(documented).isEmpty)
        // `head --lines` and the like stand in examples without `Fl Fl`.
        #expect(documented.subtracting(options).isEmpty)
    }

    @Test func `the man page is sound`() throws {
        let lint = try Program.run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", Self.page])
        #expect(lint.status == 0, "\(lint.output)")
        let page = try String(contentsOfFile: Self.page, encoding: .utf8)
        for section in ["EXAMPLES", "ENVIRONMENT", "FILES", "EXIT STATUS"] {
            #expect(page.contains(".Sh \(section)"))
        }
    }

    private func readme() throws -> String {
        try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
    }

    /// A folder where README's commands find what they name, and may write.
    private func playground(_ recorded: Recorded) throws -> String {
        let folder = recorded.folder.path("playground")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/fixtures", withDestinationPath: Fixtures.folder.path)
        return folder
    }

    private func run(_ command: String, _ recorded: Recorded, in folder: String) throws {
        let result = try Program.run(
            "/bin/sh", ["-c", command],
            environment: [
                "CSM_RECORD_DB": recorded.database,
                "PATH": Program.products.path + ":/usr/bin:/bin:"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
            ], folder: folder)
        #expect(result.status == 0, "\(command): \(result.errors)")
    }

    @Test func `README's examples run as they stand`() throws {
        let readme = try readme()
        let recorded = try Recorded()
        let folder = try playground(recorded)
        // The first one of all, but for what builds it.
        let first = "csm-record run -- csm-record replay --retime fixtures/boto3.jsonl"
        #expect(readme.contains(first.replacing("csm-record", with: ".build/release/csm-record")))
        var commands = [first]
        for block in readme.matches(of: /(?s)```sh\n(.*?)```/) {
            commands += block.1.split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("csm-record ") || $0.hasPrefix("sqlite3 ") }
        }
        #expect(commands.count > 20)
        for command in commands { try run(command, recorded, in: folder) }
    }

    @Test func `README's queries for DuckDB give csm-record's figures`() throws {
        let recorded = try Recorded()
        let folder = try playground(recorded)
        try run("csm-record run -q -- python3 fixtures/send_capture.py", recorded, in: folder)
        try run("csm-record export --format csv -o session.csv", recorded, in: folder)
        let queries = try readme().matches(of: /(?m)^duckdb -c "(.*)"$/).map { String($0.1) }
        #expect(queries.count == 2)
        let stats = try recorded.stats("--top", "3")["operations"].array
        let exported = try duckdb(
            try #require(queries.first { $0.contains("session.csv") }), folder)
        #expect(exported.count == 3)
        for (row, own) in zip(exported, stats) {
            #expect(row[1].string == own["api"].string)
            #expect(row[2].int == own["calls"].int)
            #expect(row[3].int == own["p50_ms"].int)
            #expect(row[4].int == own["max_ms"].int)
        }
        let attached = try #require(queries.first { $0.contains("ATTACH") })
            .replacing("$CSM_RECORD_DB", with: recorded.database)
        let slowest = try duckdb(attached, folder)
        let all = try recorded.stats("--sort", "p95")["operations"].array
        #expect(slowest.count == 3)
        #expect(slowest.map { $0[3].int } == all.prefix(3).map { $0["p95_ms"].int })
    }

    private static let duckdb = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/duckdb_session.py"
    ).path

    /// The rows of a query, by the real DuckDB with its extension for SQLite.
    private func duckdb(_ query: String, _ folder: String) throws -> [JSON] {
        let result = try Program.run(Program.python, [Self.duckdb, query], folder: folder)
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output).array
    }

    @Test func `DuckDB reads every view as SQLite does, numbers as numbers`() throws {
        let recorded = try Recorded()
        try recorded.record("one")
        try recorded.record("two")
        // Never ended, or, in an early version, before its start.
        _ = try recorded.query("UPDATE sessions SET ended_us = started_us - 5 WHERE name = 'one'")
        let result = try Program.run(Program.python, [Self.duckdb, "--views", recorded.database])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            try recorded.query("SELECT min(seconds), sum(calls) FROM sessions_overview")
                == ["0.0|68"])
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions are scripts of their shell and know the options`(shell: String) throws {
        let script = try Program.run(
            Program.csmRecord, ["--generate-completion-script", shell])
        #expect(script.output.contains("linger"))
        let check = try Program.run(
            "/usr/bin/env", [shell, "-n", "/dev/stdin"], input: Data(script.output.utf8))
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test(arguments: [
        [], ["run"], ["listen"], ["sessions"], ["sessions", "list"], ["sessions", "show"],
        ["sessions", "rename"], ["sessions", "rm"], ["sessions", "prune"], ["stats"], ["show"],
        ["check"], ["compare"], ["mark"], ["replay"], ["export"], ["import"], ["push"], ["backend"],
        ["backend", "template"], ["backend", "queries"],
    ])
    func `every command has help`(command: [String]) throws {
        let help = try Program.run(Program.csmRecord, command + ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("USAGE: csm-record"))
        #expect(help.errors == "")
        #expect(try Program.run(Program.csmRecord, command + ["-h"]).output == help.output)
    }
}
