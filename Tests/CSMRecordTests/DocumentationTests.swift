import CSMTestSupport
import Foundation
import Testing

/// The man page, the help and the completions say what the program does.
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

    @Test func `the man page explains every exit code`() throws {
        let page = try String(contentsOfFile: Self.page, encoding: .utf8)
        let section = try #require(page.split(separator: ".Sh EXIT STATUS\n").last)
            .split(separator: "\n.Sh ")[0]
        let explained = section.matches(of: /(?m)^\.It (\d+)$/).map { String($0.1) }
        let file = Fixtures.root.appending(
            path: "Sources/CSMRecordCLI/ExitCodes/ExitStatus.swift")
        let codes = try String(contentsOf: file, encoding: .utf8)
            .matches(of: /static let \w+: Int32 = (\d+)/).map { String($0.1) }
        #expect(codes.count > 10)
        #expect(explained.sorted() == codes.sorted())
    }

    /// The examples of the man page that begin with a program's name, each on one line.
    private func examples(of program: String) throws -> [String] {
        try String(contentsOfFile: Self.page, encoding: .utf8)
            .matches(of: /(?ms)^\.Bd -literal -offset indent\n(.*?)^\.Ed$/)
            .map { $0.1.replacing("\\e\n", with: "").trimmingCharacters(in: .newlines) }
            .filter { $0.hasPrefix("\(program) ") }
    }

    @Test func `the man page's queries for DuckDB give csm-record's figures`() throws {
        let playground = try Playground()
        let (recorded, folder) = (playground.recorded, playground.folder)
        for command in [
            "csm-record run -q -- python3 fixtures/send_capture.py",
            "csm-record export --format csv -o session.csv",
        ] { #expect(try playground.type(command).status == 0) }
        let queries = try examples(of: "duckdb").compactMap {
            $0.wholeMatch(of: /(?s)duckdb -c "(.*)"/).map { String($0.1) }
        }
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
        [], ["run"], ["listen"], ["tail"], ["top"], ["sessions"], ["sessions", "list"],
        ["sessions", "show"],
        ["sessions", "rename"], ["sessions", "rm"], ["sessions", "prune"], ["stats"], ["show"],
        ["check"], ["compare"], ["policy"], ["mark"], ["replay"], ["export"], ["import"], ["push"],
        ["backend"], ["backend", "template"], ["backend", "queries"],
    ])
    func `every command has help`(command: [String]) throws {
        let help = try Program.run(Program.csmRecord, command + ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("USAGE: csm-record"))
        #expect(help.errors == "")
        #expect(try Program.run(Program.csmRecord, command + ["-h"]).output == help.output)
    }
}
