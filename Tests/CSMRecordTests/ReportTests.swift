import CSMTestSupport
import Foundation
import Testing

/// `csm-record report`: where the page goes, what opens it, and what stands in its way.
struct ReportTests {
    private static let session = Fixtures.folder.appending(path: "pytest.jsonl").path

    private let recorded: Recorded
    private let folder: String

    init() throws {
        recorded = try Recorded()
        folder = recorded.folder.path("work")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func report(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.run(
            Program.csmRecord, ["report"] + arguments,
            environment: environment.merging(["CSM_RECORD_DB": recorded.database]) { own, _ in own
            },
            folder: folder)
    }

    private func page(_ name: String = "report.html") throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    @Test func `the page is report.html, and nothing is left beside it`() throws {
        let result = try report(Self.session)
        #expect(result.status == 0 && result.output == "")
        #expect(result.errors == "csm-record: wrote report.html\n")
        #expect(try report("-q", Self.session).errors == "")
        #expect(try page().hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(try page().contains("<title>pytest -q</title>"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.html"])
        // Once more, with another title, in its place.
        #expect(try report(Self.session, "--title", "a < b").status == 0)
        #expect(try page().contains("<h1>a &lt; b</h1>"))
    }

    @Test func `a page can go to standard output, and be compressed`() throws {
        let output = try report(Self.session, "-o", "-")
        #expect(output.status == 0)
        #expect(try report(Self.session, "-o", "page.html.gz").status == 0)
        let unpacked = try Program.run(
            "/usr/bin/env", ["gzip", "-dc", folder + "/page.html.gz"])
        #expect(unpacked.output == output.output)
        #expect(try report(Self.session).status == 0)
        #expect(try page() == output.output)
    }

    @Test(arguments: [
        ("/nowhere/report.html", Int32(73), "cannot create /nowhere/report.html: "),
        (".", 73, "cannot create .: Is a directory"), ("/dev/full", 74, "cannot write /dev/full: "),
    ])
    func `what cannot be written says so`(file: String, status: Int32, words: String) throws {
        let result = try report(Self.session, "-o", file)
        #expect(result.status == status)
        #expect(result.errors.hasPrefix("csm-record: " + words))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test func `a full disk leaves the page as it was`() throws {
        #expect(try report(Self.session).status == 0)
        let before = try page()
        let limited = try Program.run(
            "/bin/bash",
            [
                "-c", "ulimit -f 16; trap '' XFSZ; exec \"$0\" report \"$1\"", Program.csmRecord,
                Self.session,
            ],
            environment: ["CSM_RECORD_DB": recorded.database], folder: folder)
        #expect(limited.status == 74)
        #expect(limited.errors.hasPrefix("csm-record: cannot write report.html: "))
        #expect(try page() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.html"])
    }

    @Test func `a database is never replaced by a page`() throws {
        try recorded.record("one")
        let result = try report("-o", recorded.database)
        #expect(result.status == 73)
        #expect(try recorded.sessions().count == 1)
    }

    @Test func `sessions and bases that are not there are 66, both sides at once 64`() throws {
        try recorded.record("one")
        #expect(try report("nobody").status == 66)
        #expect(try report("--against", "nobody").status == 66)
        #expect(try report("one", "--against", "one").status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test func `a session without calls has a page that says why that may be`() throws {
        #expect(try recorded.run("true").status == 0)
        #expect(try report().status == 0)
        #expect(try page().contains("no datagram was received. Possible reasons:"))
    }

    @Test func `a baseline file has figures, but no time line`() throws {
        try recorded.record("one")
        let file = recorded.folder.path("csm.baseline")
        #expect(try recorded("export", "--format", "baseline", "-o", file).status == 0)
        #expect(try report(file).status == 0)
        let text = try page()
        #expect(text.contains("id=\"operation-table\""))
        #expect(!text.contains("id=\"waterfall-0\""))
        #expect(text.contains("\"time_lines\":[]"))
        #expect(text.contains("a baseline file does not tell when calls were"))
    }

    @Test func `what keeps secrets is for its user alone`() throws {
        let run = try recorded.run("python3", Recorded.sendCapture, options: ["--keep-secrets"])
        #expect(run.status == 0)
        #expect(try report().status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/report.html")
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
    }

    // MARK: Opening

    /// A folder with an `xdg-open` that writes down what it gets, and goes on for a while, as a
    /// browser does.
    private func opener() throws -> String {
        let tools = recorded.folder.path("tools")
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            printf '%s\\n' "$@" $$ >\(recorded.folder.path("opened.part"))
            mv \(recorded.folder.path("opened.part")) \(recorded.folder.path("opened"))
            echo noise; echo noise >&2
            exec sleep 20
            """
        try script.write(toFile: tools + "/xdg-open", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: tools + "/xdg-open")
        return tools + ":/usr/bin:/bin"
    }

    @Test func `the page is opened by xdg-open, which is not waited for`() throws {
        let path = try opener()
        let result = try report(Self.session, "--open", environment: ["PATH": path])
        #expect(result.status == 0 && result.output == "")
        #expect(result.errors == "csm-record: wrote report.html\n")
        let opened = recorded.folder.path("opened")
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: opened) })
        let file = try String(contentsOfFile: opened, encoding: .utf8)
        let lines = file.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasSuffix("/work/report.html"))
        // It is still there: nobody has waited for its end.
        let process = try #require(pid_t(lines[1]))
        #expect(kill(process, 0) == 0)
        kill(process, SIGTERM)
    }

    @Test func `without an opener nothing is written, and that is said`() throws {
        let result = try report(Self.session, "--open", environment: ["PATH": "/nowhere"])
        #expect(result.status == 69)
        #expect(result.errors.hasPrefix("csm-record: cannot open a browser: no xdg-open on PATH\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test(arguments: ["-", "page.html.gz"])
    func `what no browser can read is not opened`(output: String) throws {
        let result = try report(Self.session, "--open", "-o", output)
        #expect(result.status == 64)
        #expect(result.errors.contains("--open needs a file"))
    }
}
