import CSMTestSupport
import Foundation
import Testing

/// A recorder that ends whatever happens to it, and a child that is left alone.
struct RecorderEndTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// All but the two that nobody can hold.
    private static let signals = (1...Int32(64)).filter { ![SIGKILL, SIGSTOP].contains($0) }

    /// What ends no program, and what csm-record ignores.
    private static let harmless = [
        SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ, 32, 33,
    ]

    @Test(arguments: signals)
    func `a signal leaves no session half`(signal: Int32) throws {
        let run = try recorded.start(
            "run", "--", "sh", "-c", "ulimit -c 0; echo ready; exec sleep 3")
        #expect(RunningProgram.eventually { run.output.contains("ready") })
        run.send(signal)
        // Who was stopped, goes on.
        if [SIGTSTP, SIGTTIN, SIGTTOU].contains(signal) { run.send(SIGCONT) }
        let result = run.finish()
        // As the child would have ended.
        #expect(result.status == (Self.harmless.contains(signal) ? 0 : 128 + signal))
        #expect(try recorded.sessions().map(\.["state"].string) == ["complete"])
    }

    @Test(arguments: signals)
    func `nor does listen end but in good order`(signal: Int32) throws {
        let listen = try recorded.start("listen", "-q", "--port", "0", "--print-env")
        #expect(RunningProgram.eventually { listen.output.contains("CLIENT_ID") })
        listen.send(signal)
        usleep(100_000)
        for number in [SIGCONT, SIGTERM] { listen.send(number) }
        #expect(listen.finish().status == 0)
        #expect(try recorded.sessions().map(\.["state"].string) == ["complete"])
    }

    @Test func `an alarm that was set before is the child's`() throws {
        let result = try Program.run(
            "/usr/bin/perl",
            ["-e", "alarm 1; exec @ARGV", Program.csmRecord, "run", "--", "sleep", "9"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(result.status == 128 + SIGALRM)
        #expect(try recorded.sessions().map(\.["state"].string) == ["complete"])
    }

    @Test func `Ctrl-C ends the wait for one that goes on sending`() throws {
        let orphan = """
            import os, socket, time
            if os.fork(): os._exit(0)
            os.setsid()
            for descriptor in 0, 1, 2: os.close(descriptor)
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            end = time.time() + 30
            try:
                while time.time() < end:
                    s.send(b"{}")
                    time.sleep(0.001)
            except OSError: pass
            """
        let run = try recorded.start("run", "--", Program.python, "-c", orphan)
        #expect(
            try RunningProgram.eventually {
                Int(try recorded.query("SELECT max(received) FROM sessions").joined()) ?? 0 > 100
            })
        run.send(SIGINT)
        // It would go on for ten seconds else, as long as the orphan sends.
        #expect(RunningProgram.eventually { !run.process.isRunning })
        let result = run.finish()
        #expect(result.errors.contains("stopped listening while datagrams were still arriving"))
        #expect(try recorded.sessions().map(\.["state"].string) == ["complete"])
    }

    @Test func `a thread that cannot start leaves no session`() throws {
        // The limit on processes does not hold for root.
        let folder = "/tmp/csm-record-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o777])
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A copy that everybody may run, wherever the build lies.
        try FileManager.default.copyItem(atPath: Program.csmRecord, toPath: folder + "/csm-record")
        let limited = "ulimit -u 1; exec \(folder)/csm-record run -- touch \(folder)/started"
        let asNobody = getuid() == 0 ? ["setpriv", "--reuid", "65533", "--clear-groups"] : ["env"]
        let result = try Program.run(
            "/usr/bin/env", asNobody + ["bash", "-c", limited],
            environment: ["CSM_RECORD_DB": folder + "/sessions.db"])
        #expect(result.status == 125, "\(result.errors)")
        #expect(result.errors.contains("cannot start a thread"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/started"))
        let sessions = try Program.csmRecord(
            ["sessions", "--format", "json"], database: folder + "/sessions.db")
        #expect(try JSON(sessions.output)["sessions"].array.isEmpty)
    }

    @Test func `a database that was cut during a run is told of`() throws {
        let cut = "import os; time = 0\nos.truncate(os.environ['CSM_RECORD_DB'], 5000)"
        try recorded.record("before")
        let run = try recorded.run(
            Program.python, "-c", cut, options: ["-q"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 0)
        #expect(
            run.errors.contains("truncated") || run.errors.contains("malformed"), "\(run.errors)")
    }

    @Test func `a lock that is held throughout is waited for once`() throws {
        try recorded.record("before")
        let hold = """
            import sqlite3, sys, time
            d = sqlite3.connect(sys.argv[1], isolation_level=None)
            d.execute("PRAGMA locking_mode = NORMAL"); d.execute("BEGIN IMMEDIATE")
            print("held", flush=True); time.sleep(14); d.execute("ROLLBACK")
            open(sys.argv[2], "w").close()
            """
        let released = recorded.folder.path("released")
        let fifo = recorded.folder.path("go")
        #expect(mkfifo(fifo, 0o600) == 0)
        let run = try recorded.start("run", "-q", "--", "sh", "-c", "echo up; read line <\(fifo)")
        #expect(RunningProgram.eventually { run.output.contains("up") || !run.process.isRunning })
        let holder = try Program.start(Program.python, ["-c", hold, recorded.database, released])
        #expect(RunningProgram.eventually { holder.output.contains("held") })
        try "go\n".write(toFile: fifo, atomically: false, encoding: .utf8)
        let result = run.finish()
        #expect(!FileManager.default.fileExists(atPath: released), "it waited for longer than 10 s")
        #expect(result.errors.contains("locked"))
        _ = holder.finish()
    }

    @Test func `Ctrl-C ends the wait for a lock`() throws {
        try recorded.record("before")
        let hold = """
            import sqlite3, sys, time
            d = sqlite3.connect(sys.argv[1], isolation_level=None)
            d.execute("BEGIN IMMEDIATE"); print("held", flush=True); time.sleep(60)
            """
        let fifo = recorded.folder.path("go")
        #expect(mkfifo(fifo, 0o600) == 0)
        let run = try recorded.start(
            "run", "-q", "--", "sh", "-c", "echo $$; read line <\(fifo); exit 3")
        #expect(RunningProgram.eventually { run.output.hasSuffix("\n") })
        let child = try #require(Int32(run.output.dropLast()))
        let holder = try Program.start(Program.python, ["-c", hold, recorded.database])
        defer { holder.process.terminate() }
        #expect(RunningProgram.eventually { holder.output.contains("held") })
        try "go\n".write(toFile: fifo, atomically: false, encoding: .utf8)
        // From here on a signal is csm-record's own.
        #expect(RunningProgram.eventually { kill(child, 0) != 0 })
        // One ends the wait for datagrams, if that is not over, the next one that for the lock.
        var looks = 0
        #expect(
            RunningProgram.eventually {
                if run.process.isRunning, looks % 20 == 0 { run.send(SIGINT) }
                looks += 1
                return !run.process.isRunning
            })
        #expect(looks < 500, "it waited for the lock")
        let result = run.finish()
        #expect(result.status == 3)
        #expect(result.errors.contains("locked"))
        #expect(try recorded.sessions().first?["state"].string == "interrupted")
    }

    @Test(arguments: [["run"], ["listen"]])
    func `that secrets were stored is said at the end, even if quiet`(command: [String]) throws {
        let options = ["-q", "--keep-secrets"]
        let result: ProgramResult
        if command == ["run"] {
            result = try recorded(command + options + ["--", "true"])
        } else {
            let listen = try recorded.start(
                "listen", "-q", "--keep-secrets", "--port", "0", "--print-env")
            #expect(RunningProgram.eventually { listen.output.contains("CLIENT_ID") })
            listen.send(SIGTERM)
            result = listen.finish()
        }
        #expect(
            result.errors
                == "csm-record: session tokens and access keys were stored unredacted\n")
    }
}
