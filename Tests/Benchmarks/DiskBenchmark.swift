import CSMTestSupport
import Foundation
import SessionStore

/// What captured events take on disk, against the bytes that were sent.
enum DiskBenchmark {
    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let path = folder.path("sessions.db")
        let datagrams = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        let rounds = 20
        try record(datagrams, rounds, at: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let size = Double((attributes[.size] as? Int) ?? 0)
        let sent = Double(datagrams.map(\.count).reduce(0, +) * rounds)
        let count = Double(datagrams.count * rounds)
        print(
            """
            disk: \(figure(size / count)) bytes an event, \(figure(size / sent)) times the \
            \(figure(sent / count)) bytes that were sent
            """)
        return true
    }

    /// In a function of its own: the database is whole once its recorder is gone.
    private static func record(_ datagrams: [[UInt8]], _ rounds: Int, at path: String) throws {
        let recorder = try SessionRecorder(.benchmark(), at: path)
        for _ in 0..<rounds { try recorder.store(datagrams) }
        try recorder.finish(endedAt: 1, exitCode: nil, exitSignal: nil, droppedByKernel: nil)
    }
}
