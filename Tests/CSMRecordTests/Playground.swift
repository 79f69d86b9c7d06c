import CSMTestSupport
import Foundation

/// A folder where the documents' commands find what they name, and may write.
struct Playground {
    let recorded: Recorded
    let folder: String

    init() throws {
        recorded = try Recorded()
        folder = recorded.folder.path("playground")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/fixtures", withDestinationPath: Fixtures.folder.path)
        // What csm-record is, whatever build of it is tested.
        try FileManager.default.createSymbolicLink(
            atPath: recorded.folder.path("csm-record"), withDestinationPath: Program.csmRecord)
    }

    /// A shell's command, as somebody would type it.
    func type(_ command: String) throws -> ProgramResult {
        try Program.run(
            "/bin/sh", ["-c", command],
            environment: [
                "CSM_RECORD_DB": recorded.database,
                "PATH": recorded.folder.url.path + ":/usr/bin:/bin:"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
            ], folder: folder)
    }
}
