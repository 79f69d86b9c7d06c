import CSMTestSupport
import Foundation
import Testing

/// A program that calls a great many operations, or those with long names.
struct ManyOperationsTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test func `what is said of them fits in memory and on a screen`() throws {
        let count = 60_000
        let run = try recorded("run", "--", Program.floodSender, "\(count)", "distinct")
        #expect(run.errors.contains("60,000 calls to 60,000 operations took "))
        #expect(run.errors.split(separator: "\n").count < 12)

        let few = try recorded("run", "-q", "--", Program.floodSender, "1000", "distinct")
        #expect(few.status == 0)
        let many = try peakMemory("stats", "@~1")
        #expect(many.output.contains("59,000 more operations not shown; the total counts all."))
        #expect(many.output.contains("--top 60000"))
        #expect(many.output.split(separator: "\n").count < 1_020)
        // Each operation by itself would take a kilobyte.
        let least = try peakMemory("stats", "@").kilobytes
        #expect(many.kilobytes < least + 30_000)

        let all = try JSON(recorded("stats", "@~1", "--format", "json").output)
        #expect(all["operations"].array.count == count)
        // All of the values or of the text at once would take 100 MB and more.
        for (command, format) in [
            ("stats", "json"), ("stats", "jsonl"), ("stats", "csv"), ("show", "json"),
            ("show", "jsonl"), ("show", "csv"),
        ] {
            let printed = try peakMemory(command, "@~1", "--format", format)
            #expect(printed.output.utf8.count > 3_000_000)
            #expect(printed.kilobytes < least + 60_000, "\(command) --format \(format)")
        }
        let top = try recorded("stats", "@~1", "--top", "3").output
        #expect(top.contains("59,997 more operations not shown"))
        #expect(top.split(separator: "\n").count < 16)
    }

    @Test func `long names are cut in the middle, and still differ`() throws {
        let names = [
            "Begin" + String(repeating: "x", count: 900) + "One",
            "Begin" + String(repeating: "x", count: 900) + "Two",
        ]
        let calls = names.map {
            #"{"Type":"ApiCall","Service":"S3","Api":"\#($0)","Latency":5,"AttemptCount":1}"#
        }
        let run = try recorded(
            "run", "--", Program.python, "-c",
            """
            import os, socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            to = (os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"]))
            for call in sys.argv[1:]: s.sendto(call.encode(), to)
            """, calls[0], calls[1])
        #expect(run.status == 0)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.contains("S3.Begin") && $0.contains("One  1 call") })
        #expect(lines.contains { $0.contains("S3.Begin") && $0.contains("Two  1 call") })
    }

    private func peakMemory(
        _ arguments: String...
    ) throws -> (output: String, kilobytes: Int) {
        let result = try Program.run(
            Program.python,
            [
                "-c",
                """
                import resource, subprocess, sys
                code = subprocess.run(sys.argv[1:]).returncode
                print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
                sys.exit(code)
                """, Program.csmRecord,
            ] + arguments, environment: ["CSM_RECORD_DB": recorded.database])
        #expect(result.status == 0)
        let last = result.errors.split(separator: "\n").last.map(String.init) ?? ""
        return (result.output, try #require(Int(last)))
    }
}
