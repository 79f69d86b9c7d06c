import CSMTestSupport
import Foundation
import Testing

/// What one run records is its own command's, whoever else sends at the same time.
struct OwnPortTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test func `what an earlier run left behind is not counted in the next`() throws {
        let sent = recorded.folder.path("sent")
        let stop = recorded.folder.path("stop")
        defer { _ = FileManager.default.createFile(atPath: stop, contents: nil) }
        // Goes on sending to its own run's port, well after that has ended.
        let leftover = """
            import os, socket, sys, time
            if os.fork(): sys.exit()
            os.closerange(3, 256)  # whoever started the run waits until one of them is closed
            target = (os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"]))
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            with open("\(sent)", "w") as log:
                while not os.path.exists("\(stop)"):
                    sender.sendto(b'{"Type":"ApiCall","Service":"Left","Api":"Over"}', target)
                    print("sent", file=log, flush=True)
                    time.sleep(0.1)
            """
        let next = """
            import time
            def sent(): return len(open("\(sent)").readlines())
            before = sent()
            while sent() < before + 5: time.sleep(0.02)
            """
        #expect(try recorded("run", "-q", "--", "python3", "-c", leftover).status == 0)
        let run = try recorded(
            "run", "-q", "--", "sh", "-c", "python3 \(Recorded.sendCapture); python3 -c '\(next)'")
        #expect(run.status == 0)
        #expect(try recorded.stats("@")["completeness"]["received"].int == 78)
    }

    @Test func `two runs side by side have a port, and their calls, each`() throws {
        let both = recorded.folder.path("both")
        let child = """
            echo $AWS_CSM_PORT >>\(both)
            while [ $(wc -l <\(both)) -lt 2 ]; do sleep 0.02; done
            python3 \(Recorded.sendCapture)
            """
        let runs = try (0..<2).map { _ in try recorded.start("run", "--", "sh", "-c", child) }
        for run in runs {
            let result = run.finish()
            #expect(result.status == 0)
            #expect(result.errors.hasPrefix("csm-record: 34 calls to 23 operations"))
        }
        let ports = try String(contentsOfFile: both, encoding: .utf8).split(separator: "\n")
        #expect(Set(ports).count == 2)
        #expect(!ports.contains("31000"))
    }
}
