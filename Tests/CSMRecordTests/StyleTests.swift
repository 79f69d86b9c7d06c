import CSMTestSupport
import Foundation
import Testing

/// What text reports look like where they go.
struct StyleTests {
    private let recorded: Recorded

    init() throws {
        recorded = try Recorded()
        try recorded.record("one")
    }

    @Test(
        arguments: [
            ([:], false), (["FORCE_COLOR": "1"], true), (["FORCE_COLOR": "0"], false),
            (["CLICOLOR_FORCE": "1"], true), (["FORCE_COLOR": "3", "NO_COLOR": "1"], false),
            (["NO_COLOR": "", "FORCE_COLOR": "1"], true),
            (["TERM": "dumb", "FORCE_COLOR": "1"], true),
        ] as [([String: String], Bool)])
    func `the environment says whether there is colour`(
        environment: [String: String], hasColor: Bool
    ) throws {
        for command in ["stats", "show", "sessions"] {
            let text = try recorded(command, environment: environment).output
            #expect(text.contains("\u{1B}[") == hasColor)
            let always = try recorded(command, "--color", "always", environment: environment)
            #expect(always.output.contains("\u{1B}["))
            let never = try recorded(command, "--color", "never", environment: environment)
            #expect(!never.output.contains("\u{1B}["))
        }
        let file = recorded.folder.path("stats.txt")
        _ = try recorded("stats", "-o", file, environment: environment)
        #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("\u{1B}["))
        let run = try recorded.run("true", environment: environment)
        #expect(run.errors.contains("\u{1B}[") == false)
    }

    @Test(arguments: [("xterm-256color", true), ("dumb", false)])
    func `a terminal has colour unless it is dumb`(terminal: String, hasColor: Bool) throws {
        let script = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
        for command in ["stats", "show"] {
            let result = try Program.run(
                Program.python, ["-c", script, Program.csmRecord, command],
                environment: ["CSM_RECORD_DB": recorded.database, "TERM": terminal])
            #expect(result.output.contains("\u{1B}[") == hasColor)
        }
    }

    @Test func `the summary of run is coloured as reports are`() throws {
        let run = try recorded.run(
            "python3", Recorded.sendCapture, environment: ["FORCE_COLOR": "1"])
        #expect(run.errors.contains("\u{1B}[31m14 errors\u{1B}[0m"))
        #expect(run.errors.contains("\u{1B}[33m10 retries\u{1B}[0m"))
        let plain = run.errors.replacing(/\u{1B}\[\d+m/, with: "")
        #expect(plain.contains("next: csm-record stats, csm-record show\n"))
        #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `without a terminal there are 100 columns, or as many as COLUMNS says`() throws {
        func widest(_ arguments: String..., columns: String? = nil) throws -> Int {
            let environment = columns.map { ["COLUMNS": $0] } ?? [:]
            let text = try recorded(arguments, environment: environment).output
            return text.split(separator: "\n").map(\.count).max() ?? 0
        }
        for by in ["service,api", "mark,service,api,region,client"] {
            #expect(try widest("stats", "--by", by) <= 100)
            #expect(try widest("stats", "--by", by, columns: "60") <= 60)
            #expect(try widest("stats", "--by", by, "--wide", columns: "60") > 100)
        }
        #expect(try widest("stats", columns: "150") > 100)
        #expect(try (90...100).contains(widest("show", "--attempts")))
    }

    @Test func `columns are chosen by their names`() throws {
        let chosen = try recorded("stats", "--columns", "p95,calls,mean").output
        let titles = chosen.split(separator: "\n").first { $0.hasPrefix("operation") } ?? ""
        #expect(
            titles.split(separator: " ").map(String.init)
                == ["operation", "calls", "mean", "ms", "p95", "ms"])
        let wrong = try recorded("stats", "--columns", "p95,speed")
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("Unknown column 'speed'; the columns are calls, errors,"))
        #expect(try recorded("sessions", "--columns", "calls").output.hasPrefix("id"))
        #expect(try recorded("sessions", "--columns", "p95").status == 64)
    }

    @Test func `sessions are listed by tag and name, and grouped by tag`() throws {
        for (name, branch) in [("fast one", "main"), ("fast two", "topic"), ("slow", "topic")] {
            try recorded.run(
                "python3", Recorded.sendCapture,
                options: ["-q", "--name", name, "--tag", "branch=\(branch)"])
        }
        func names(_ arguments: String...) throws -> [String?] {
            let list = try recorded(["sessions", "--format", "json"] + arguments)
            return try JSON(list.output)["sessions"].array.map(\.["name"].string)
        }
        #expect(try names("--tag", "branch=topic") == ["slow", "fast two"])
        #expect(try names("--tag", "branch=topic", "--name", "fast*") == ["fast two"])
        #expect(try names("--name", "none") == [])
        let rows = try JSON(
            recorded("stats", "@", "@~1", "@~2", "--by", "tag:branch", "--format", "json").output)
        #expect(rows["operations"].array.map(\.["tag:branch"].string) == ["topic", "main"])
        #expect(rows["operations"].array.map(\.["calls"].int) == [68, 34])
        #expect(try recorded.sessions().first?["tags"]["branch"].string == "topic")
        // By their names, where one is enough.
        let text = try recorded("stats", "@", "@~1", "--by", "session").output
        #expect(text.contains("\nslow ") && text.contains("\nfast two "))
    }

    @Test func `times are local, or UTC`() throws {
        let start = try #require(try recorded.sessions().first?["started_at"].string)
        let utc = start.prefix(16).replacing("T", with: " ")
        let environment = ["TZ": "XYZ-05:30"]
        let local = try recorded("sessions", environment: environment).output
        #expect(local.contains("started ") && !local.contains("(UTC)"))
        #expect(!local.contains(utc))
        let universal = try recorded("sessions", "--utc", environment: environment).output
        #expect(universal.contains("started (UTC)") && universal.contains(utc))
        #expect(try recorded("stats", "--utc", environment: environment).output.contains("\(utc)"))
        #expect(try recorded("show", "--utc", environment: environment).output.contains(" UTC "))
    }
}
