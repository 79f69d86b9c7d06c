import CSMTestSupport
import Foundation
import Testing

/// Where output goes, what stands in its way, and what wrong usage or a wrong file is told.
struct OutputTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test func `a reader that has seen enough is no error`() throws {
        try recorded.record("one")
        let result = try Program.run(
            // The signal as a shell's user has it; a test process may ignore it.
            "/usr/bin/env",
            [
                "--default-signal=PIPE", "bash", "-c",
                "set -o pipefail; \(Program.csmRecord) stats --format json | head -1",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(result.status == 0)
        #expect(result.output == "{\n")
        #expect(result.errors == "")
    }

    @Test func `a report goes to a file, and what cannot be written says so`() throws {
        try recorded.record("one")
        let file = recorded.folder.path("stats.csv")
        let written = try recorded("stats", "--format", "csv", "-o", file)
        #expect(written.output == "" && written.status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("service,api,calls"))
        let missing = try recorded("stats", "-o", "/nowhere/stats")
        #expect(missing.status == 73)
        #expect(
            missing.errors
                == "csm-record: cannot create /nowhere/stats: No such file or directory\n")
        let full = try recorded("stats", "-o", "/dev/full")
        #expect(full.status == 74)
        #expect(full.errors == "csm-record: cannot write /dev/full: No space left on device\n")
    }

    @Test func `colour is only where it is wanted`() throws {
        try recorded.record("one")
        #expect(!(try recorded("stats").output.contains("\u{1B}")))
        #expect(try recorded("stats", "--color", "always").output.contains("\u{1B}[1m"))
        #expect(!(try recorded("stats", environment: ["LC_ALL": "C"]).output.contains("─")))
        #expect(try recorded("stats", environment: ["LC_ALL": "C.UTF-8"]).output.contains("─"))
    }

    @Test(arguments: [
        ["run"], ["run", "--"], ["run", "--bogus", "true"], ["stats", "--format", "xml"],
        ["stats", "--percentiles", "0"], ["stats", "--by", "planet"],
        ["run", "--port", "99999", "true"],
        ["run", "--name", "", "true"], ["stats", "--errors", "--ok-only"], ["bogus"],
        ["run", "--linger", "5", "--", "true"], ["run", "--tag", "x", "--", "true"],
    ])
    func `wrong usage is 64 and says what is wrong`(arguments: [String]) throws {
        let result = try Program.csmRecord(arguments, database: recorded.database)
        #expect(result.status == 64)
        let lines = result.errors.split(separator: "\n")
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("csm-record: ") })
        #expect(result.output == "")
    }

    @Test func `a report fits through a pipe that does not block`() throws {
        for index in 0..<30 { try recorded.run("true", options: ["-q", "--name", "\(index)"]) }
        let script = """
            import fcntl, os, subprocess, sys, time
            r, w = os.pipe()
            fcntl.fcntl(w, 1031, 4096)
            os.set_blocking(w, False)
            p = subprocess.Popen(sys.argv[1:], stdout=w); os.close(w)
            time.sleep(0.5); out = b""
            while chunk := os.read(r, 65536): out += chunk
            print(p.wait(), out.count(b'"complete"'))
            """
        let run = try Program.run(
            Program.python, ["-c", script, Program.csmRecord, "sessions", "--format", "json"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.output == "0 30\n")
    }

    @Test func `a database that is not ours is 65`() throws {
        let file = recorded.folder.path("notes.db")
        try String(repeating: "no database ", count: 100).write(
            toFile: file, atomically: true, encoding: .utf8)
        #expect(try recorded("stats", "--db", file).status == 65)
        #expect(try recorded("sessions", "--db", file).status == 65)
        #expect(try recorded("listen", "--port", "0", "--db", file).status == 65)
        #expect(try recorded("run", "--db", file, "--", "true").status == 125)
        try recorded.record("one")
        _ = try recorded.query("PRAGMA user_version = 9")
        let newer = try recorded("stats")
        #expect(newer.status == 65)
        #expect(newer.errors.contains("it has schema 9, but this csm-record only knows 6"))
    }
}
