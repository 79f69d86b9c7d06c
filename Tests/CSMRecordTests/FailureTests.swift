import CSMTestSupport
import Foundation
import Testing

/// A recorder must never harm the recorded, whatever becomes of its database.
struct FailureTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private var flood: [String] { [Program.floodSender, "20000"] }

    /// `script` with `csm-record` and the flood in its reach, on a disk of 2 MB at `$DISK`.
    ///
    /// A namespace of its own lets anybody mount one.
    private func onSmallDisk(_ script: String) throws -> ProgramResult {
        let disk = recorded.folder.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        return try Program.run(
            "/usr/bin/unshare",
            ["-rm", "sh", "-c", "mount -t tmpfs -o size=2m none $DISK || exit 99; \(script)"],
            environment: [
                "DISK": disk, "CSM_RECORD_DB": disk + "/sessions.db", "CSM": Program.csmRecord,
                // Little at a time: a user without privileges has a small receive buffer.
                "FLOOD": (0..<4).map { _ in "\(Program.floodSender) 2000; sleep 0.3" }
                    .joined(separator: "; "),
            ])
    }

    @Test func `a full disk costs the child nothing and is said once`() throws {
        let run = try onSmallDisk("$CSM run -q --port 0 -- sh -c \"$FLOOD >/dev/null; exit 7\"")
        #expect(run.status == 7)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(
            lines.first?.hasPrefix("csm-record: cannot store events: database or disk is full; ")
                == true)
        #expect(lines.first?.hasSuffix(" datagrams not stored") == true)
    }

    @Test func `after a full disk the database is sound, and with room the next run works`() throws
    {
        let script = """
            head -c 500000 /dev/zero >$DISK/filler
            $CSM run -q --port 0 -- sh -c "$FLOOD" >/dev/null 2>&1
            rm $DISK/filler
            sqlite3 $CSM_RECORD_DB 'PRAGMA integrity_check'
            $CSM run -q --port 0 -- true; echo status $?
            """
        let run = try onSmallDisk(script)
        #expect(run.output.split(separator: "\n").first == "ok")
        #expect(run.output.split(separator: "\n").last == "status 0")
    }

    @Test func `a disk too full to begin on stops the run before the child starts`() throws {
        let run = try onSmallDisk(
            "head -c 3000000 /dev/zero >$DISK/filler 2>/dev/null; $CSM run --port 0 -- echo started"
        )
        #expect(run.status == 125)
        #expect(run.output == "")
        #expect(run.errors.contains("csm-record: cannot "))
    }

    @Test func `a database that stays locked holds nobody up for long`() throws {
        let go = recorded.folder.path("go")
        let run = try recorded.start(
            "run", "-q", "--port", "0", "--", "sh", "-c",
            "while [ ! -e \(go) ]; do sleep 0.1; done; \(flood.joined(separator: " ")); exit 4")
        #expect(
            try RunningProgram.eventually {
                try recorded.sessions().first?["state"].string == "recording"
            })
        let lock = """
            import sqlite3, sys, time
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("BEGIN EXCLUSIVE"); print("locked", flush=True); time.sleep(25)
            """
        let holder = try Program.start(Program.python, ["-c", lock, recorded.database])
        #expect(RunningProgram.eventually { holder.output == "locked\n" })
        _ = FileManager.default.createFile(atPath: go, contents: nil)
        let result = run.finish()
        _ = holder.finish()
        #expect(result.status == 4)
        let said = result.errors.split(separator: "\n")
        #expect(
            said.first?.hasPrefix("csm-record: cannot store events: database is locked") == true)
        #expect(result.errors.contains("datagrams not stored"))
    }

    @Test func `a lock that goes away in time costs nothing and is not mentioned`() throws {
        let child = """
            import os, socket, sqlite3, time
            c = sqlite3.connect(os.environ["CSM_RECORD_DB"], isolation_level=None)
            c.execute("BEGIN IMMEDIATE")
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.sendto(b'{"Type":"ApiCall"}', ("127.0.0.1", int(os.environ["AWS_CSM_PORT"])))
            time.sleep(6.5); c.execute("ROLLBACK"); time.sleep(1)
            """
        let run = try recorded.run("python3", "-c", child, options: ["-q"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(try recorded.sessions().first?["calls"].int == 1)
    }

    @Test func `who only reads waits for nobody's lock`() throws {
        #expect(try recorded.run("true", options: ["-q"]).status == 0)
        let lock = """
            import sqlite3, sys, time
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("BEGIN IMMEDIATE"); print("locked", flush=True); time.sleep(60)
            """
        let holder = try Program.start(Program.python, ["-c", lock, recorded.database])
        defer { holder.process.terminate() }
        #expect(RunningProgram.eventually { holder.output == "locked\n" })
        let status = ["push", "--stream", "csm", "--region", "here", "--status"]
        for command in [["stats"], ["sessions"], ["show"], status] {
            let result = try Program.csmRecord(command, database: recorded.database)
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
    }

    @Test func `a database on a read-only disk can be read`() throws {
        let run = try onSmallDisk(
            """
            $CSM run -q --port 0 -- python3 \(Recorded.sendCapture)
            mount -o remount,ro $DISK; $CSM stats --format csv | head -2; $CSM run -- echo started
            """)
        #expect(run.output.hasPrefix("service,api,calls"))
        #expect(run.output.contains("DynamoDB,ListTables,3"))
        #expect(!run.output.contains("started"))
        #expect(run.status == 125)
    }

    @Test func `a folder that goes away is said and the child's code stays`() throws {
        let run = try recorded.run(
            "sh", "-c",
            "rm -r \"$(dirname \"$CSM_RECORD_DB\")\"; \(flood.joined(separator: " ")) >/dev/null; exit 6",
            options: ["-q"])
        #expect(run.status == 6)
        #expect(run.errors.hasPrefix("csm-record: cannot store events: "))
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test func `a killed recorder leaves the child alive and its events behind`() throws {
        let marker = recorded.folder.path("child-ended")
        let run = try recorded.start(
            "run", "--port", "0", "--", "sh", "-c",
            "python3 \(Recorded.sendCapture) && sleep 1.5 && echo sent && sleep 1 && echo done > \(marker)"
        )
        #expect(RunningProgram.eventually { run.output.contains("sent") })
        #expect(try recorded.sessions().map(\.["state"].string) == ["recording"])
        run.send(SIGKILL)
        #expect(run.finish().signal == SIGKILL)
        #expect(RunningProgram.eventually { FileManager.default.fileExists(atPath: marker) })

        let sessions = try recorded.sessions()
        #expect(sessions.map(\.["state"].string) == ["interrupted"])
        #expect(sessions.first?["ended_at"].isNull == true)
        #expect(try recorded.stats()["completeness"]["received"].int == 78)
        #expect(try recorded.query("PRAGMA integrity_check") == ["ok"])
        #expect(try recorded.run("python3", Recorded.sendCapture).status == 0)
        #expect(try recorded.sessions().map(\.["state"].string) == ["complete", "interrupted"])
    }

    @Test func `eight runs at once on one new database all complete`() throws {
        let runs = try (0..<8).map { _ in
            try recorded.start("run", "-q", "--port", "0", "--", Program.floodSender, "2000")
        }
        for run in runs {
            let result = run.finish()
            #expect(result.status == 0)
            #expect(result.errors == "")
        }
        let sessions = try recorded.sessions()
        #expect(sessions.count == 8)
        for session in sessions {
            #expect(session["state"].string == "complete")
            #expect(session["calls"].int == 1_000)
        }
        #expect(try recorded.query("SELECT count(*) FROM events") == ["16000"])
        #expect(try recorded.query("PRAGMA integrity_check") == ["ok"])
    }
}
