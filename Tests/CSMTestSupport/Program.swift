public import Foundation

/// What a finished program left.
public struct ProgramResult: Sendable {
    public let status: Int32
    /// The signal that ended it, 0 where it exited.
    public let signal: Int32
    public let output: String
    public let errors: String
}

/// Runs real programs: the built binary, Python, whatever a test needs.
public enum Program {
    /// Where this build's products are: the test bundle lies among them.
    public static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// The built csm-record; another build of it, if `CSM_RECORD_TESTED` names one.
    public static let csmRecord =
        ProcessInfo.processInfo.environment["CSM_RECORD_TESTED"]
        ?? products.appending(path: "csm-record").path
    public static let floodSender = products.appending(path: "flood-sender").path
    public static let spanSender = products.appending(path: "span-sender").path
    /// The Python that `Tests/run` sets up.
    public static let python = Fixtures.root.appending(path: ".venv/bin/python3").path

    /// Runs a program to its end.
    ///
    /// `environment` is added to `ProgramEnvironment.own`.
    public static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: Data? = nil, folder: String? = nil
    ) throws -> ProgramResult {
        let process = try start(
            path, arguments, environment: environment, input: input, folder: folder)
        return process.finish()
    }

    public static func start(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: Data? = nil, folder: String? = nil
    ) throws -> RunningProgram {
        try RunningProgram(path, arguments, environment: environment, input: input, folder: folder)
    }

    /// Runs the built csm-record on a database.
    public static func csmRecord(
        _ arguments: [String], database: String, environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try run(
            csmRecord, arguments,
            environment: environment.merging(["CSM_RECORD_DB": database]) { own, _ in own })
    }
}

/// A program on its way.
///
/// Its output goes to files, so that no amount of it blocks anyone.
public final class RunningProgram {
    public let process = Process()
    private let folder: TemporaryFolder

    fileprivate init(
        _ path: String, _ arguments: [String], environment: [String: String], input: Data?,
        folder workingFolder: String?
    ) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProgramEnvironment.own.merging(environment) { $1 }
        if let workingFolder { process.currentDirectoryURL = URL(filePath: workingFolder) }
        for name in ["in", "out", "err"] {
            try (name == "in" ? input ?? Data() : Data()).write(
                to: URL(filePath: folder.path(name)))
        }
        process.standardInput = FileHandle(forReadingAtPath: folder.path("in"))
        process.standardOutput = FileHandle(forWritingAtPath: folder.path("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
        try process.run()
    }

    public var output: String { contents("out") }
    public var errors: String { contents("err") }

    private func contents(_ name: String) -> String {
        String(
            decoding: (try? Data(contentsOf: URL(filePath: folder.path(name)))) ?? Data(),
            as: UTF8.self)
    }

    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    public func finish() -> ProgramResult {
        process.waitUntilExit()
        let wasSignaled = process.terminationReason == .uncaughtSignal
        return ProgramResult(
            status: wasSignaled ? -1 : process.terminationStatus,
            signal: wasSignaled ? process.terminationStatus : 0, output: output, errors: errors)
    }

    /// Waits until `condition` holds, for ten seconds at most; whether it did.
    public static func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<1_000 {
            if try condition() { return true }
            usleep(10_000)
        }
        return false
    }
}
