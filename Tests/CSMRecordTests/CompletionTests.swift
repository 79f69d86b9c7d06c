import CSMTestSupport
import Foundation
import Testing

/// What bash, zsh and fish make of the completions, by the shells themselves.
struct CompletionTests {
    private let recorded: Recorded
    private let folder: String

    init() throws {
        recorded = try Recorded()
        folder = recorded.folder.path("work")
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        for name in ["precious.txt", "kept.jsonl"] {
            _ = manager.createFile(atPath: folder + "/" + name, contents: Data())
        }
        try "#!/bin/sh\n".write(
            toFile: folder + "/bin/zebra-tool", atomically: true, encoding: .utf8)
        #expect(chmod(folder + "/bin/zebra-tool", 0o755) == 0)
    }

    /// Types a line and a tab into a terminal with that shell, and waits for text to appear.
    private static let driver = """
        import os, pty, select, sys, time
        shell, script, line, expected = sys.argv[1:]
        setup = {
            "bash": "source " + script,
            "zsh": "autoload -Uz compinit; compinit -u -D; source " + script,
        }[shell]
        command = ["bash", "--norc", "--noprofile", "-i"] if shell == "bash" else ["zsh", "-f", "-i"]
        os.environ["TERM"] = "xterm"
        pid, terminal = pty.fork()
        if pid == 0: os.execvp(command[0], command)
        seen = b""
        def wait(text, seconds):
            global seen
            end = time.time() + seconds
            while text not in seen and time.time() < end:
                if select.select([terminal], [], [], 0.2)[0]:
                    try: seen += os.read(terminal, 65536)
                    except OSError: break
            return text in seen
        os.write(terminal, (setup + "; echo rea''dy\\n").encode())
        wait(b"ready\\r\\n", 30)
        seen = b""
        os.write(terminal, line.encode() + b"\\t\\t")
        found = wait(expected.encode(), 10)
        os.close(terminal)
        if not found: print(seen)
        sys.exit(0 if found else 1)
        """

    private func complete(_ line: String, to expected: String, in shell: String) throws {
        let script = recorded.folder.path("completions." + shell)
        let generated = try Program.run(
            Program.csmRecord, ["--generate-completion-script", shell])
        try generated.output.write(toFile: script, atomically: true, encoding: .utf8)
        let environment = [
            "CSM_RECORD_DB": recorded.database,
            "PATH": "\(folder)/bin:\(Program.products.path):/usr/bin:/bin",
        ]
        if shell == "fish" {
            let result = try Program.run(
                "/usr/bin/env",
                [
                    "fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script,
                    line,
                ],
                environment: environment, folder: folder)
            #expect(result.output.contains(expected), "\(result)")
        } else {
            let result = try Program.run(
                Program.python, ["-c", Self.driver, shell, script, line, expected],
                environment: environment, folder: folder)
            #expect(result.status == 0, "\(line): \(result)")
        }
    }

    @Test(
        arguments: ["bash", "zsh", "fish"],
        [
            ("run -- zebra-t", "zebra-tool"), ("run zebra-t", "zebra-tool"),
            ("run --name x --check zebra-t", "zebra-tool"),
            ("run -- cat prec", "precious.txt"), ("run --name x cat prec", "precious.txt"),
            ("run --sum", "--summary"),
        ])
    func `after run, commands and files are completed as ever`(
        shell: String, line: (String, String)
    ) throws {
        try complete("csm-record " + line.0, to: line.1, in: shell)
    }

    @Test(
        arguments: ["bash", "zsh", "fish"],
        [
            ("stats night", "nightly"), ("show kep", "kept.jsonl"),
            ("stats --by service,ho", "service,host"), ("show --mark fir", "first-test"),
            ("stats --only SSM.Get", "SSM.GetParameter"), ("sessions rm night", "nightly"),
        ])
    func `what was recorded is completed`(shell: String, line: (String, String)) throws {
        let run = try recorded.run(
            "sh", "-c",
            "\(Program.csmRecord) mark begin first-test; python3 \(Recorded.sendCapture)",
            options: ["--name", "nightly"])
        #expect(run.status == 0)
        try complete("csm-record " + line.0, to: line.1, in: shell)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `where nothing was recorded, nothing is said`(shell: String) throws {
        try complete("csm-record show kep", to: "kept.jsonl", in: shell)
        let asked = try recorded("---completion", "stats", "--", "--only", "0", "0")
        #expect(asked.errors == "")
        #expect(!FileManager.default.fileExists(atPath: recorded.database))
    }
}
