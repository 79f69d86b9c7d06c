import CSMTestSupport
import Foundation
import Testing

/// What outlives COMMAND is told of, counted as missing, waited for if asked, and never harmed.
struct LeftBehindTests {
    private let recorded: Recorded
    private let sender: String

    init() throws {
        recorded = try Recorded()
        sender = recorded.folder.path("t.py")
        let script = """
            import os, socket, sys, time
            time.sleep(float(sys.argv[1]))
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            for _ in range(4):
                s.send(b'{"Version":1,"Type":"ApiCall","Service":"S3","Api":"GetObject","Latency":1}')
            """
        try script.write(toFile: sender, atomically: true, encoding: .utf8)
    }

    /// Sleeps for a minute, and holds nothing open by which who started the run would wait for it.
    private static let sleeper =
        "\(Program.python) -c 'import os, time; os.closerange(3, 256); time.sleep(60)'"

    /// Four calls, and four more by who is left.
    private var twice: String {
        "\(Program.python) \(sender) 0; \(Program.python) \(sender) 3 & exit 0"
    }

    private func processes(left result: ProgramResult) -> [Int32] {
        result.errors.matches(of: /pid (\d+)/).compactMap { Int32($0.1) }
    }

    @Test func `a process that is left is named, and counts are no reason to pass`() throws {
        let run = try recorded.run(
            "sh", "-c", twice, options: ["--assert", "total: calls <= 4"])
        #expect(run.status == 98)
        #expect(
            run.errors.contains(
                "csm-record: no longer recorded: 1 process that COMMAND left running (python3, pid "
            ))
        #expect(run.errors.contains("1 process LEFT RUNNING"))
        #expect(run.errors.contains("1 process outlived the command"))
        #expect(try recorded.stats()["completeness"]["processes_left"].int == 1)

        // What more data cannot change is still told.
        let breached = try recorded("check", "--assert", "total: calls <= 3")
        #expect(breached.status == 99)
        let met = try recorded("check", "--assert", "total: calls >= 4")
        #expect(met.status == 0)
    }

    @Test func `it is said even if quiet, and whoever imports the session knows`() throws {
        let run = try recorded.run("sh", "-c", twice, options: ["-q"])
        #expect(run.status == 0)
        #expect(run.errors.hasPrefix("csm-record: no longer recorded: 1 process"))
        let file = recorded.folder.path("session.jsonl")
        #expect(try recorded("export", "-o", file).status == 0)
        let other = recorded.folder.path("other.db")
        #expect(try Program.csmRecord(["import", file], database: other).status == 0)
        for arguments in [["--db", other], [file]] {
            let check = try Program.csmRecord(
                ["check", "--assert", "total: calls <= 4", "--format", "json"] + arguments,
                database: recorded.database)
            #expect(check.status == 98)
            #expect(try JSON(check.output)["completeness"]["processes_left"].int == 1)
        }
    }

    @Test func `--wait waits for all of them, and nothing is missing`() throws {
        let run = try recorded.run(
            "sh", "-c", "(sh -c '\(Program.python) \(sender) 1 & exit 0' &); \(twice)",
            options: ["--wait", "--assert", "total: calls == 12"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains("LEFT RUNNING"))
        #expect(try recorded.stats()["completeness"]["processes_left"].int == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends the waiting, not who is waited for`(signal: Int32) throws {
        let run = try recorded.start(
            "run", "--port", "0", "--wait", "--", "sh", "-c", "\(Self.sleeper) & exit 5")
        #expect(RunningProgram.eventually { run.errors.contains("waiting for 1 process") })
        run.send(signal)
        let result = run.finish()
        #expect(result.status == 5)
        #expect(result.errors.contains("no longer recorded: 1 process"))
        let left = try #require(processes(left: result).last)
        #expect(kill(left, 0) == 0)
        kill(left, SIGKILL)
        #expect(try recorded.sessions().first?["state"].string == "complete")
    }

    @Test func `a daemon goes on, and its parent is not csm-record`() throws {
        let go = recorded.folder.path("go")
        let parent = recorded.folder.path("parent")
        let daemon = """
            import os, sys, time
            os.closerange(3, 256)
            if os.fork(): os._exit(0)
            os.setsid()
            if os.fork(): os._exit(0)
            while not os.path.exists(sys.argv[1]): time.sleep(0.05)
            with open(sys.argv[2] + ".new", "w") as file: file.write(str(os.getppid()))
            os.rename(sys.argv[2] + ".new", sys.argv[2])
            """
        let run = try recorded.start(
            "run", "--port", "0", "--", Program.python, "-c", daemon, go, parent)
        let recorder = run.process.processIdentifier
        let result = run.finish()
        #expect(result.status == 0)
        #expect(result.errors.contains("1 process that COMMAND left running (python3, pid "))
        _ = FileManager.default.createFile(atPath: go, contents: nil)
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: parent) })
        let adopted = Int32(try String(contentsOfFile: parent, encoding: .utf8))
        #expect(adopted != nil && adopted != recorder)
    }

    @Test func `who only takes a little longer to end is not mentioned`() throws {
        let run = try recorded.run(
            "sh", "-c", "sleep 0.1 & exit 0", options: ["-q", "--linger", "1s"])
        #expect(run.errors == "")
        #expect(try recorded.run("true", options: ["-q"]).errors == "")
        #expect(
            try recorded.run("sh", "-c", "sleep 0.1 | cat; true & wait", options: ["-q"]).errors
                == "")
    }

    @Test func `the end of an orphan is not the child's, and leaves no zombie`() throws {
        let script = """
            import os, time
            if not os.fork():
                if not os.fork(): time.sleep(0.2); os._exit(9)
                os._exit(8)
            os.wait()
            time.sleep(0.6)
            me = os.getpid()
            for name in os.listdir("/proc"):
                if not name.isdigit(): continue
                try:
                    with open(f"/proc/{name}/stat") as file: fields = file.read().rsplit(")", 1)[1].split()
                except OSError: continue
                if int(fields[1]) == os.getppid() and int(name) != me: print("still there", name)
            os._exit(3)
            """
        let run = try recorded.run(Program.python, "-c", script, options: ["-q"])
        #expect(run.status == 3)
        #expect(run.output == "")
        #expect(run.errors == "")
    }

    @Test func `who was there before is not COMMAND's`() throws {
        let run = try Program.run(
            "/bin/sh",
            [
                "-c",
                "\(Self.sleeper) & echo $!; exec \(Program.csmRecord) run -q --wait --port 0 -- sh -c 'exit 4'",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 4)
        #expect(run.errors == "")
        let earlier = try #require(
            Int32(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(earlier, 0) == 0)
        kill(earlier, SIGKILL)
        #expect(try recorded.stats()["completeness"]["processes_left"].int == 0)
    }
}
