import CSMTestSupport
import Foundation
import Testing

/// A database of a test's own, and a scripted Firehose to push it to.
struct Pushed {
    let recorded: Recorded
    let server: FirehoseServer

    init(control: String = "{}") throws {
        recorded = try Recorded()
        server = try FirehoseServer(control: control)
    }

    /// What the server takes for right, and nothing of the machine's own.
    static let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true",
    ]

    private func arguments(_ arguments: [String]) -> [String] {
        ["push", "--stream", "csm", "--endpoint-url", server.endpoint] + arguments
    }

    func push(
        _ more: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.csmRecord(
            arguments(more), database: recorded.database,
            environment: Self.environment.merging(environment) { $1 })
    }

    func startPush(_ more: String...) throws -> RunningProgram {
        try Program.start(
            Program.csmRecord, arguments(more),
            environment: Self.environment.merging(["CSM_RECORD_DB": recorded.database]) { $1 })
    }

    /// The report of a push that went well.
    func report(_ more: String...) throws -> JSON {
        let result = try Program.csmRecord(
            arguments(more + ["--format", "json"]), database: recorded.database,
            environment: Self.environment)
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output)
    }

    /// Imports events of these lengths in bytes as a session.
    func importEvents(_ name: String, lengths: [Int]) throws {
        let lines = lengths.map { length in
            let event = """
                {"Version":1,"Type":"ApiCall","Service":"S3","Api":"GetObject","Latency":7,\
                "Timestamp":1795420756478,"ClientId":"x
                """
            return event + String(repeating: "x", count: max(0, length - event.utf8.count - 2))
                + "\"}\n"
        }
        let path = recorded.folder.path("\(name).jsonl")
        try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
        let result = try recorded("import", path)
        #expect(result.status == 0, "\(result.errors)")
    }

    /// What the database calls acknowledged is on the server; how many events that are.
    @discardableResult
    func checkAcknowledged() throws -> Int {
        let copies = try copies()
        var events = 0
        for row in try recorded.query(
            "SELECT session, first, last, events FROM packs WHERE state = 'acked'")
        {
            let fields = row.split(separator: "|")
            let (first, last) = (Int(fields[1]) ?? 0, Int(fields[2]) ?? -1)
            events += Int(fields[3]) ?? 0
            for sequence in first...last {
                #expect(copies["\(fields[0]):\(sequence)"] ?? 0 >= 1, "\(row)")
            }
        }
        return events
    }

    /// How often the server has each event, by its id.
    func copies() throws -> [String: Int] {
        try server.ledger()["copies"].value as? [String: Int] ?? [:]
    }

    func checkNoViolations() throws {
        let violations = try server.ledger()["violations"].array.compactMap(\.string)
        #expect(violations.isEmpty, "\(violations.prefix(3))")
    }
}
