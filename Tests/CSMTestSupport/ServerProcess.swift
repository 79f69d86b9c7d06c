import Foundation
import Synchronization

/// A running server.
///
/// Most of a test's time would go by in starting them, so that some are kept.
final class ServerProcess {
    let port: UInt16
    private let script: String
    private let program: RunningProgram

    init(_ script: String, _ arguments: [String]) throws {
        self.script = script
        let program = try Program.start(
            Program.python, [Self.folder.appending(path: script).path] + arguments)
        self.program = program
        var port: UInt16?
        _ = RunningProgram.eventually {
            let output = program.output
            if output.hasSuffix("\n") { port = UInt16(output.dropLast()) }
            return port != nil || !program.process.isRunning
        }
        guard let port else {
            program.send(SIGKILL)
            throw ScriptedServer.Failure(
                reason: "\(script) does not start: \(program.finish().errors)")
        }
        self.port = port
    }

    private static let folder = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle")

    var errors: String { program.errors }

    func end() {
        program.send(SIGKILL)
        _ = program.finish()
    }

    // MARK: Idle ones

    /// Only ever used by one test at a time.
    private struct Idle: @unchecked Sendable { var processes: [ServerProcess] = [] }

    private static let idle = Mutex(Idle())

    /// Those that are idle when the tests are over end then.
    private static let isEndedAtExit: Bool = {
        atexit {
            ServerProcess.idle.withLock { idle in
                for process in idle.processes { process.program.send(SIGKILL) }
                idle.processes = []
            }
        }
        return true
    }()

    func keep() {
        _ = Self.isEndedAtExit
        let own = Idle(processes: [self])
        Self.idle.withLock { $0.processes += own.processes }
    }

    static func takeIdle(_ script: String) -> ServerProcess? {
        idle.withLock { idle in
            let index = idle.processes.firstIndex { $0.script == script }
            return Idle(processes: index.map { [idle.processes.remove(at: $0)] } ?? [])
        }.processes.first
    }
}
