import CSMTestSupport
import Foundation
import Testing

/// Ctrl-C during `--athena`, and after it.
struct AthenaRunInterruptTests {
    @Test func `Ctrl-C cancels the query`() throws {
        let run = try AthenaRun("\"states\": [\"QUEUED\", \"RUNNING\"]")
        let program = try run.start()
        #expect(try run.hasBeenCalled("sll"))
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 75 && result.output == "")
        #expect(
            result.errors == """
                csm-record: cancelling the query; press Ctrl-C again to stop at once
                csm-record: cannot query Athena: stopped

                """)
        let ledger = try run.ledger()
        #expect(ledger.isStopped && ledger.calls.hasSuffix("le"))
        #expect(ledger.violations.isEmpty)
    }

    @Test func `Ctrl-C cancels a query of which nobody knows whether it runs`() throws {
        let run = try AthenaRun(
            "\"states\": [\"RUNNING\"], "
                + AthenaRunCase.script("StartQueryExecution", "{\"do\": \"hang\"}"))
        let program = try run.start()
        #expect(try run.hasBeenCalled("s"))
        program.send(SIGINT)
        #expect(program.finish().status == 75)
        let ledger = try run.ledger()
        #expect(ledger.calls == "sse")
        #expect(ledger.queries == 1 && ledger.isStopped)
    }

    @Test func `a second Ctrl-C waits for nobody`() throws {
        let run = try AthenaRun(
            "\"states\": [\"RUNNING\"], "
                + AthenaRunCase.script("StopQueryExecution", "{\"do\": \"hang\", \"seconds\": 60}"))
        let program = try run.start()
        #expect(try run.hasBeenCalled("sl"))
        program.send(SIGINT)
        #expect(try RunningProgram.eventually { try run.ledger().calls.hasSuffix("e") })
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 75)
        #expect(result.errors.hasSuffix("csm-record: stopped; the query may still be running\n"))
    }

    @Test func `a stop that fails is told`() throws {
        let denied = "{\"do\": \"error\", \"code\": \"AccessDeniedException\"}"
        let run = try AthenaRun(
            "\"states\": [\"RUNNING\"], " + AthenaRunCase.script("StopQueryExecution", denied))
        let program = try run.start()
        #expect(try run.hasBeenCalled("sl"))
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 75)
        let ledger = try run.ledger()
        #expect(ledger.isRunning)
        let id = try #require(ledger.query["id"].string)
        #expect(
            result.errors.hasSuffix(
                """
                csm-record: cannot query Athena: stopped
                csm-record: the query \(id) may still be running

                """))
    }

    /// Between two pages, and on the last one.
    @Test(arguments: [(1, "sllrr"), (1_000, "sllr")])
    func `Ctrl-C while a result is read has nothing to cancel`(
        rows: Int, calls: String
    ) throws {
        let pages = Array(repeating: "\"ok\"", count: calls.count - 4)
        let slow = pages + ["{\"do\": \"slow\", \"seconds\": 1}"]
        let run = try AthenaRun(
            "\"page_rows\": \(rows), "
                + AthenaRunCase.script("GetQueryResults", slow.joined(separator: ", ")))
        let program = try run.start()
        #expect(try run.hasBeenCalled(calls))
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 75 && result.output == "")
        #expect(
            result.errors == """
                csm-record: stopping; press Ctrl-C again to stop at once
                csm-record: cannot query Athena: stopped

                """)
        #expect(try run.ledger().calls == calls)
    }

    @Test func `and a second one says so`() throws {
        let run = try AthenaRun(
            AthenaRunCase.script("GetQueryResults", "{\"do\": \"hang\", \"seconds\": 60}"))
        let program = try run.start()
        #expect(try run.hasBeenCalled("sllr"))
        program.send(SIGINT)
        #expect(RunningProgram.eventually { program.errors.contains("stopping") })
        program.send(SIGINT)
        let result = program.finish()
        #expect(result.status == 75)
        #expect(
            result.errors == """
                csm-record: stopping; press Ctrl-C again to stop at once
                csm-record: stopped

                """)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `after the query a signal ends the program as usual`(signal: Int32) throws {
        let operations = (0..<1_000).map {
            """
            [0, "S3", "Operation\($0)", true, false, false, false, 5, 1, 1, 0, 1, 1795000000000,
            1795000001000, 2, null, null]
            """
        }
        let total = """
            [1, null, null, null, null, null, null, null, 1000, 1000, 0, 1000, 1795000000000,
            1795000001000, 2, null, null]
            """
        let run = try AthenaRun("\"rows\": [\(([total] + operations).joined(separator: ", "))]")
        let folder = try TemporaryFolder()
        // More than a pipe holds, so that it waits for us.
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let program = try run.start(["-o", pipe])
        let reading = open(pipe, O_RDONLY | O_CLOEXEC)
        defer { close(reading) }
        var byte: UInt8 = 0
        #expect(read(reading, &byte, 1) == 1)
        program.send(signal)
        let result = program.finish()
        #expect(result.signal == signal)
        #expect(result.errors == "")
    }

    @Test func `no progress is left before what is said`() throws {
        let run = try AthenaRun(
            "\"states\": [\"RUNNING\"], "
                + AthenaRunCase.script("StopQueryExecution", "{\"do\": \"hang\", \"seconds\": 60}"))
        let script = Fixtures.root.appending(
            path: "Tests/CSMRecordTests/Oracle/athena_interrupt.py")
        let result = try Program.run(
            Program.python, [script.path, Program.csmRecord] + run.arguments(),
            environment: run.environment())
        #expect(result.status == 75, "\(result.errors)")
        let lines = result.output.split(separator: "\r\n").map { $0.split(separator: "\r\u{1B}[K") }
        #expect(
            lines.map(\.last) == [
                "csm-record: cancelling the query; press Ctrl-C again to stop at once",
                "csm-record: stopped; the query may still be running",
            ])
        #expect(result.output.contains("\r\u{1B}[Kcsm-record: stopped"))
    }
}
