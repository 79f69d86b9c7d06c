import CSMTestSupport
import Foundation
import Testing

/// A database of a test's own, and the built csm-record on it.
struct Recorded {
    let folder: TemporaryFolder
    let database: String

    init() throws {
        folder = try TemporaryFolder()
        database = folder.path("db/sessions.db")
    }

    func callAsFunction(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try self(arguments, environment: environment)
    }

    func callAsFunction(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.csmRecord(arguments, database: database, environment: environment)
    }

    /// Records a command on a free port, saying nothing.
    @discardableResult
    func run(
        _ command: String..., options: [String] = [], arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Program.csmRecord(
            ["run", "--port", "0"] + options + ["--"] + command + arguments, database: database,
            environment: environment)
    }

    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> RunningProgram
    {
        try Program.start(
            Program.csmRecord, arguments,
            environment: environment.merging(["CSM_RECORD_DB": database]) { own, _ in own })
    }

    func stats(_ arguments: String...) throws -> JSON {
        let result = try Program.csmRecord(
            ["stats", "--format", "json"] + arguments, database: database)
        return try JSON(result.output)
    }

    func sessions() throws -> [JSON] {
        let result = try Program.csmRecord(["sessions", "--format", "json"], database: database)
        return try JSON(result.output)["sessions"].array
    }

    /// Records the capture of a boto3 program as a session of that name.
    func record(_ name: String) throws {
        let run = try run("python3", Self.sendCapture, options: ["--name", name])
        #expect(run.status == 0)
    }

    /// A query by the sqlite3 program; one string a row.
    func query(_ sql: String) throws -> [String] {
        let result = try Program.run("/usr/bin/sqlite3", ["-batch", database, sql])
        return (result.errors + result.output).split(separator: "\n").map(String.init)
    }

    /// Sends calls that are made up.
    static let sendCalls = Fixtures.root.appending(
        path: "Tests/CSMRecordTests/Oracle/send_calls.py"
    ).path

    /// Sends a capture, from the directory of fixtures.
    static let sendCapture = Fixtures.folder.appending(path: "send_capture.py").path
}

extension JSON {
    /// `operations` by their names.
    func operation(_ service: String, _ api: String) -> JSON? {
        self["operations"].array.first {
            $0["service"].string == service && $0["api"].string == api
        }
    }
}
