import CSMTestSupport
import Foundation
import Testing

/// The child is left alone: its streams, its signals, its exit code are its own.
struct ChildTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test(arguments: [0, 1, 2, 64, 98, 125, 255])
    func `csm-record exits as the child did`(code: Int) throws {
        #expect(try recorded.run("sh", "-c", "exit \(code)").status == Int32(code))
        #expect(try recorded.sessions().first?["exit_code"].int == code)
    }

    @Test(arguments: ["TERM", "KILL", "INT", "SEGV"])
    func `a child that a signal killed exits with 128 and its number`(signal: String) throws {
        let numbers = ["TERM": 15, "KILL": 9, "INT": 2, "SEGV": 11]
        let number = try #require(numbers[signal])
        let run = try recorded.run("sh", "-c", "ulimit -c 0; kill -\(signal) $$")
        #expect(run.status == Int32(128 + number))
        #expect(try recorded.sessions().first?["exit_signal"].int == number)
    }

    @Test func `a command that is not there is 127 and leaves no session`() throws {
        let run = try recorded.run("no-such-command-here")
        #expect(run.status == 127)
        #expect(run.errors.contains("cannot run no-such-command-here: command not found"))
        #expect(try recorded.sessions().isEmpty)
    }

    @Test func `a command that cannot be executed is 126`() throws {
        let file = recorded.folder.path("plain.txt")
        try "x".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try recorded.run(file).status == 126)
        #expect(try recorded.run("/tmp").status == 126)
        #expect(try recorded.sessions().isEmpty)
    }

    @Test func `a script without an interpreter's name is sh's`() throws {
        let script = recorded.folder.path("script")
        try "echo \"$0 $1\"; exit 5\n".write(toFile: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let run = try recorded.run(script, "one two")
        #expect(run.status == 5)
        #expect(run.output == "\(script) one two\n")
    }

    @Test func `what csm-record cannot do before the child starts is 125`() throws {
        let marker = recorded.folder.path("started")
        let blocked = try Program.csmRecord(
            ["run", "--", "touch", marker], database: "/dev/null/sessions.db")
        #expect(blocked.status == 125)
        #expect(blocked.errors.hasPrefix("csm-record: cannot open /dev/null"))
        let badHost = try recorded.run("touch", marker, options: ["--host", "192.0.2.1"])
        #expect(badHost.status == 125)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func `arguments pass through byte for byte`() throws {
        let run = try Program.run(
            "/bin/bash",
            [
                "-c",
                "exec \(Program.csmRecord) run -q --port 0 -- printf '%s|' $'a\\xff' '' 'b c' --help",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        let bytes = try Program.run(
            "/bin/bash",
            ["-c", "\(Program.csmRecord) run -q --port 0 -- printf '%s' $'a\\xff' | od -An -tx1"],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.output == "a\u{FFFD}||b c|--help|")
        #expect(bytes.output.trimmingCharacters(in: .whitespacesAndNewlines) == "61 ff")
    }

    @Test func `a limit on the size of files ends neither the recorder nor the child`() throws {
        let flood = (0..<4).map { _ in "\(Program.floodSender) 2000" }.joined(
            separator: "; sleep 0.3; ")
        let run = try Program.run(
            "/bin/bash",
            [
                "-c",
                "ulimit -f 1000; exec \(Program.csmRecord) run -q --port 0 -- bash -c '(\(flood)) >/dev/null; exit 3'",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 3)
        #expect(run.errors.contains("csm-record: cannot store events: "))
        #expect(run.errors.contains("datagrams not stored"))
    }

    @Test(arguments: ["TERM", "INT", "USR1"])
    func `what a child sends to its own group reaches it once`(signal: String) throws {
        let script = """
            import os, signal, time
            heard = []
            signal.signal(signal.SIG\(signal), lambda *_: heard.append(1))
            os.kill(0, signal.SIG\(signal)); time.sleep(0.3); print(len(heard))
            """
        // In a group of its own, for the signal would reach the test as well.
        let run = try Program.run(
            "/usr/bin/setsid",
            [
                "--wait", Program.csmRecord, "run", "-q", "--port", "0", "--", "python3", "-c",
                script,
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.output == "1\n")
    }

    @Test func `standard streams pass through untouched`() throws {
        let input = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        let run = try Program.run(
            Program.csmRecord,
            ["run", "-q", "--port", "0", "--", "sh", "-c", "md5sum; echo to stderr >&2"],
            environment: ["CSM_RECORD_DB": recorded.database], input: input)
        let direct = try Program.run("/usr/bin/md5sum", [], input: input)
        #expect(run.output == direct.output)
        #expect(run.errors == "to stderr\n")
    }

    @Test func `the child gets exactly the variables of the contract`() throws {
        let run = try recorded.run("env", environment: ["FOO": "bar"])
        let session = try #require(try recorded.sessions().first?["id"].string)
        let lines = run.output.split(separator: "\n").map(String.init)
        let ours = lines.filter { $0.hasPrefix("AWS_") || $0.hasPrefix("CSM_RECORD_SESSION") }
            .sorted()
        let port = ours.first { $0.hasPrefix("AWS_CSM_PORT=") }?.dropFirst("AWS_CSM_PORT=".count)
        #expect(
            ours == [
                "AWS_CSM_CLIENT_ID=\(session)", "AWS_CSM_ENABLED=true", "AWS_CSM_HOST=127.0.0.1",
                "AWS_CSM_PORT=\(port ?? "")", "CSM_RECORD_SESSION=\(session)",
            ])
        #expect((Int(port ?? "") ?? 0) > 0)
        #expect(lines.contains("FOO=bar"))
    }

    @Test(
        arguments: [("mine", "mine"), ("", nil), (String(repeating: "x", count: 256), nil)]
            as [(String, String?)])
    func `a client id is kept if it is valid`(given: String, kept: String?) throws {
        let run = try recorded.run(
            "sh", "-c", "echo \"$AWS_CSM_CLIENT_ID $CSM_RECORD_SESSION\"",
            environment: ["AWS_CSM_CLIENT_ID": given])
        let words = run.output.split(whereSeparator: \.isWhitespace)
        #expect(words.first.map(String.init) == kept ?? words.last.map(String.init))
    }

    @Test func `an environment that is no UTF-8 passes through`() throws {
        let run = try Program.run(
            "/bin/sh",
            [
                "-c",
                "X=$(printf '\\377') exec \(Program.csmRecord) run -q --port 0 -- sh -c 'printf %s \"$X\" | od -An -tx1'",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.output.trimmingCharacters(in: .whitespacesAndNewlines) == "ff")
    }

    @Test func `no descriptor of ours leaks and the user's own pass through`() throws {
        // The test process has descriptors of its own, which must not count.
        let clean = """
            exec 9</dev/null
            for f in /proc/$$/fd/*; do
                n=${f##*/}; case $n in 0|1|2|9) ;; *) eval "exec $n>&-";; esac
            done
            """
        let run = try Program.run(
            "/bin/bash",
            ["-c", "\(clean); exec \(Program.csmRecord) run -q --port 0 -- ls /proc/self/fd"],
            environment: ["CSM_RECORD_DB": recorded.database])
        // 3 is the folder that ls reads.
        #expect(run.output == "0\n1\n2\n3\n9\n")
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func `streams that were closed stay closed, and nothing of ours takes their place`(
        closed: String
    ) throws {
        // Written by the child: which of its standard descriptors are open.
        let list = recorded.folder.path("open")
        let child =
            "for n in 0 1 2; do [ -e /proc/$$/fd/$n ] && set -- \"$@\" $n; done; echo \"$@\" >$OPEN"
        let run = try Program.run(
            "/bin/sh",
            ["-c", "exec \(Program.csmRecord) run --port 0 -- sh -c \"$CHILD\" \(closed)"],
            environment: ["CSM_RECORD_DB": recorded.database, "CHILD": child, "OPEN": list])
        #expect(run.status == 0)
        let expected = "0 1 2".split(separator: " ").filter { number in
            let sign = number == "0" ? "<&-" : number == "1" ? " >&-" : "2>&-"
            return !" \(closed)".contains(sign)
        }
        let open = try String(contentsOfFile: list, encoding: .utf8)
        #expect(open == expected.joined(separator: " ") + "\n")
        #expect(try recorded.query("PRAGMA integrity_check") == ["ok"])
        #expect(try recorded.sessions().first?["state"].string == "complete")
    }

    @Test func `nothing is ignored or blocked in the child`() throws {
        let status = "grep -E '^Sig(Ign|Blk)' /proc/self/status"
        let run = try Program.run(
            "/bin/sh",
            [
                "-c",
                "trap '' INT PIPE USR1; exec \(Program.csmRecord) run -q --port 0 -- \(status)",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        let values = run.output.split(separator: "\n").compactMap { $0.split(separator: "\t").last }
        #expect(values == ["0000000000000000", "0000000000000000"])
    }

    @Test func `what nohup asked for reaches the child`() throws {
        let run = try Program.run(
            "/bin/sh",
            [
                "-c",
                "trap '' HUP; exec \(Program.csmRecord) run -q --port 0 -- grep ^SigIgn /proc/self/status",
            ],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.output == "SigIgn:\t0000000000000001\n")
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGINT, SIGQUIT])
    func `a signal that a process sent goes on to the child`(signal: Int32) throws {
        let script = """
            import signal, sys, time
            def heard(number, frame):
                print(number); sys.exit(7)
            signal.signal(\(signal), heard)
            print("ready", flush=True)
            time.sleep(30)
            """
        let run = try recorded.start("run", "--port", "0", "--", "python3", "-c", script)
        #expect(RunningProgram.eventually { run.output.contains("ready") })
        run.send(signal)
        let result = run.finish()
        #expect(result.output == "ready\n\(signal)\n")
        #expect(result.status == 7)
        #expect(try recorded.sessions().first?["state"].string == "complete")
    }

    @Test func `run in a terminal behaves as the child alone would`() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Oracle/terminal.py").path
        let run = try Program.run(
            Program.python, [script, Program.csmRecord],
            environment: ["CSM_RECORD_DB": recorded.database])
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(
            run.output == """
                Ctrl-C once
                Ctrl-Z stops both, fg continues both
                Ctrl-Z is the child's to ignore
                a suspended shell gives the terminal back, and takes it again

                """)
    }
}
