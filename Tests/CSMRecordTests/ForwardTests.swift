import CSMTestSupport
import Foundation
import Testing

/// What a recording receives goes on to others: to the recording around it, and where it is told.
struct ForwardTests {
    private let recorded: Recorded
    private static let receive = Fixtures.root
        .appending(path: "Tests/CSMRecordTests/Oracle/receive.py").path

    init() throws { recorded = try Recorded() }

    /// The datagrams of a session, as they are stored, in their order.
    private func stored(_ name: String) throws -> [String] {
        let export = try recorded("export", name)
        #expect(export.status == 0)
        // Each line begins with the time of arrival and the sender's port.
        return export.output.split(separator: "\n").dropFirst().map {
            String($0).replacing(/^{"t_us":\d+,"port":\d+,/, with: "")
        }
    }

    /// Runs csm-record where `$SINK` is a listener that is none of ours; what that received.
    private func sink(_ script: String) throws -> (datagrams: [Data], result: JSON) {
        let run = try Program.run(
            Program.python,
            [Self.receive, "sh", "-c", "SINK=$AWS_CSM_HOST:$AWS_CSM_PORT; \(script)"],
            environment: ["CSM_RECORD_DB": recorded.database, "CSM": Program.csmRecord],
            folder: recorded.folder.url.path)
        let result = try JSON(run.output)
        let datagrams = result["datagrams"].array.compactMap { $0.string }
            .compactMap { Data(base64Encoded: $0) }
        return (datagrams, result)
    }

    // MARK: A run within a run

    @Test func `recordings within recordings all have the same datagrams, marks among them`()
        throws
    {
        let csm = Program.csmRecord
        let child = """
            \(csm) mark begin upload; python3 \(Recorded.sendCapture); \(csm) mark end upload
            """
        let run = try recorded(
            "run", "--name", "outer", "--", csm, "run", "--name", "middle", "--", csm, "run",
            "--name", "inner", "--", "sh", "-ec", child,
            // That of the capture's calls, for a mark covers no other's.
            environment: ["AWS_CSM_CLIENT_ID": "csm-lab"])
        #expect(run.status == 0)
        let inner = try stored("inner")
        #expect(inner.count == 80)
        for name in ["middle", "outer"] {
            #expect(try stored(name) == inner)
            let byMark = try recorded.stats(name, "--by", "mark")["operations"].array
            #expect(byMark.map(\.["mark"].string) == ["upload"])
            #expect(byMark.map(\.["calls"].int) == [34])
        }
    }

    @Test func `the outer recording gets everything once, though it is named again`() throws {
        let child = """
            \(Program.csmRecord) run --name inner --forward $AWS_CSM_HOST:$AWS_CSM_PORT -- \
            python3 \(Recorded.sendCapture)
            """
        #expect(try recorded("run", "--name", "outer", "--", "sh", "-c", child).status == 0)
        #expect(try stored("outer").count == 78)
        #expect(try stored("inner").count == 78)
    }

    @Test func `an outer recording that is gone costs the inner nothing, and that is said`() throws
    {
        let run = try recorded.run(
            "sh", "-c", "python3 \(Recorded.sendCapture); exit 3", options: ["-q"],
            environment: [
                "CSM_RECORD_SESSION": "gone", "AWS_CSM_HOST": "127.0.0.1", "AWS_CSM_PORT": "1",
            ])
        #expect(run.status == 3)
        #expect(
            run.errors
                == "csm-record: 78 datagrams not forwarded to 127.0.0.1:1: Connection refused\n")
        #expect(try recorded.stats()["completeness"]["received"].int == 78)
    }

    @Test func `listen within a run records for itself`() throws {
        let variables = recorded.folder.path("variables")
        // The file is there before it is looked at.
        let child = """
            : >\(variables)
            \(Program.csmRecord) listen -q --port 0 --name inner --print-env >\(variables) &
            while [ $(wc -l <\(variables)) -lt 4 ]; do sleep 0.05; done
            . \(variables); python3 \(Recorded.sendCapture); kill $!; wait $!
            """
        #expect(try recorded("run", "--name", "outer", "--", "sh", "-c", child).status == 0)
        #expect(try stored("inner").count == 78)
        #expect(try stored("outer").isEmpty)
    }

    @Test func `a flood is whole in the inner and in the outer recording`() throws {
        let run = try recorded(
            "run", "-q", "--name", "outer", "--", Program.csmRecord, "run", "-q", "--name", "inner",
            "--", Program.floodSender, "100000")
        #expect(run.status == 0)
        #expect(run.errors == "")
        for name in ["inner", "outer"] {
            let completeness = try recorded.stats(name)["completeness"]
            #expect(completeness["received"].int == 100_000)
            #expect(completeness["dropped_by_kernel"].int == 0)
        }
    }

    // MARK: --forward

    @Test func `another listener gets each datagram as it came`() throws {
        let child = """
            import os, socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
            for datagram in b"", b"{", b"\\xff\\x00\\n", b"x" * 65507, b"", b"last": s.send(datagram)
            """
        let script = recorded.folder.path("odd.py")
        try child.write(toFile: script, atomically: true, encoding: .utf8)
        let (datagrams, result) = try sink(
            """
            exec $CSM run -q --forward $SINK -- sh -c \
            'python3 \(Recorded.sendCapture); python3 \(script); exit 5'
            """)
        #expect(result["status"].int == 5)
        let odd = [
            Data(), Data("{".utf8), Data([0xFF, 0, 0x0A]), Data(repeating: 0x78, count: 65_507),
            Data(), Data("last".utf8),
        ]
        // Its secrets are those of the capture: they pass, whatever is stored here.
        #expect(datagrams == (try Fixtures.datagrams("boto3").map { Data($0) }) + odd)
        #expect(try recorded.stats()["completeness"]["received"].int == 84)
    }

    @Test func `what the database refuses is forwarded all the same`() throws {
        let (datagrams, result) = try sink(
            """
            exec $CSM run -q --forward $SINK -- sh -c \
            'rm -r "$(dirname "$CSM_RECORD_DB")"; python3 \(Recorded.sendCapture)' 2>/dev/null
            """)
        #expect(result["status"].int == 0)
        #expect(datagrams.count == 78)
    }

    @Test func `listen forwards too, to several`() throws {
        let (datagrams, result) = try sink(
            """
            : >variables
            $CSM listen -q --port 0 --forward $SINK --forward 127.0.0.1:1 --print-env >variables &
            while [ "$(wc -l <variables)" -lt 4 ]; do sleep 0.05; done
            . ./variables; python3 \(Recorded.sendCapture); kill $!; wait $!
            """)
        #expect(result["status"].int == 0)
        #expect(datagrams.count == 78)
    }

    @Test func `nobody listening there is said, and nothing else`() throws {
        let run = try recorded.run(
            "sh", "-c", "python3 \(Recorded.sendCapture); exit 4",
            options: ["-q", "--forward", "127.0.0.1:1", "--forward", "[::1]:1"])
        #expect(run.status == 4)
        #expect(
            run.errors == """
                csm-record: 78 datagrams not forwarded to 127.0.0.1:1: Connection refused
                csm-record: 78 datagrams not forwarded to [::1]:1: Connection refused

                """)
        #expect(try recorded.stats()["completeness"]["received"].int == 78)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0"])
    func `nobody forwards to themselves`(host: String) throws {
        let port = try freePort()
        let listen = try recorded("listen", "--port", port, "--forward", "\(host):\(port)")
        #expect(listen.status == 64)
        #expect(listen.errors.contains("it is the address of this recording"))
        let run = try recorded("run", "--port", port, "--forward", "\(host):\(port)", "--", "true")
        #expect(run.status == 64)
        #expect(try recorded.sessions().isEmpty)
    }

    @Test func `what is forwarded in a ring is not forwarded for ever`() throws {
        let ports = try [freePort(), freePort()]
        let listeners = try [(0, 1), (1, 0)].map { own, other in
            try recorded.start(
                "listen", "-q", "--port", ports[own], "--forward", "127.0.0.1:\(ports[other])",
                "--print-env")
        }
        for listener in listeners {
            #expect(RunningProgram.eventually { listener.output.contains("CLIENT_ID") })
        }
        let mark = try recorded(
            "mark", "begin", "x",
            environment: ["AWS_CSM_HOST": "127.0.0.1", "AWS_CSM_PORT": ports[0]])
        #expect(mark.status == 0)
        // Both are ended only when it has been quiet for some time.
        var received = ""
        #expect(
            try RunningProgram.eventually {
                let before = received
                usleep(500_000)
                received = try recorded.query("SELECT sum(received) FROM sessions").joined()
                return received == before && Int(received) ?? 0 > 0
            })
        for listener in listeners { listener.send(SIGTERM) }
        let said = listeners.map { $0.finish().errors }.joined()
        #expect(said.contains("1 datagram not forwarded to 127.0.0.1:"))
        #expect(said.contains("in a loop"))
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:0", "somewhere.example:31000", ":31000"])
    func `a target that is no address is a usage error`(target: String) throws {
        #expect(try recorded("run", "--forward", target, "--", "true").status == 64)
        #expect(try recorded.sessions().isEmpty)
    }

    /// A port that was free a moment ago.
    private func freePort() throws -> String {
        let script = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
            print(s.getsockname()[1], end="")
            """
        return try Program.run(Program.python, ["-c", script]).output
    }
}
