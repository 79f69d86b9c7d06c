import CSMTestSupport
import Foundation
import Testing

/// A real program under `opentelemetry-instrument`, with threads, forks and aiobotocore, is recorded
/// call by call.
@Suite(.serialized)
struct TracedProgramTests {
    private static let program = Fixtures.folder.appending(path: "programs/traced_calls.py").path
    private static let instrument =
        Fixtures.root.appending(path: ".venv/bin/opentelemetry-instrument").path

    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    /// Records the program, and compares what it counted; `change` is for its environment.
    private func record(_ environment: [String: String], change: String...) throws -> JSON {
        let moto = try MotoServer()
        let run = try recorded.run(
            "env", options: ["--otel"],
            arguments: change + [
                Program.python, Self.instrument, Program.python, Self.program, moto.endpoint,
            ], environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        let counted = try JSON(run.output)
        let stats = try recorded.stats()
        let names = counted["calls"].keys
        #expect(names.count == 8)
        #expect(stats["operations"].array.count == names.count)
        for name in names {
            let parts = name.split(separator: ".").map(String.init)
            let row = try #require(stats.operation(parts[0], parts[1]), "\(name)")
            #expect(row["calls"].int == counted["calls"][name].int, "\(name)")
            #expect(row["errors"].int == counted["errors"][name].int ?? 0, "\(name)")
        }
        // Each table by its name: 25 reads a thread, and 40 at once.
        let tables = try recorded.query(
            "SELECT resource, count(*) FROM calls WHERE api = 'GetItem' GROUP BY resource")
        #expect(tables == ["nowhere|8", "orders|240"])
        #expect(stats["completeness"]["requests_refused"].int == 0)
        #expect(stats["completeness"]["spans_duplicate"].int == 0)
        return stats["completeness"]
    }

    @Test(arguments: ["gzip", "none"])
    func `spans alone tell of every call`(compression: String) throws {
        let completeness = try record(
            ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": compression],
            change: "AWS_CSM_ENABLED=false")
        #expect(completeness["spans_used"].int == completeness["received"].int)
        #expect(completeness["spans_joined"].int == 0)
        #expect(completeness["spans_received"].int == completeness["received"].int)
    }

    @Test func `calls that both ways tell of count once`() throws {
        let completeness = try record(
            ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": "deflate"])
        #expect(completeness["spans_joined"].int == completeness["spans_received"].int)
        #expect(completeness["spans_joined"].int == completeness["spans_used"].int)
    }
}
