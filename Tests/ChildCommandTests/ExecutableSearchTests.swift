import CSMTestSupport
import Foundation
import Testing

@testable import ChildCommand

struct ExecutableSearchTests {
    @Test func `finds the first executable of the path, as a shell does`() throws {
        let folder = try TemporaryFolder()
        for (name, mode) in [("one", 0o644), ("two", 0o755), ("three", 0o755)] {
            let bin = folder.path(name)
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            _ = FileManager.default.createFile(
                atPath: bin + "/tool", contents: Data(), attributes: [.posixPermissions: mode])
        }
        let path = ["one", "two", "three", "none"].map(folder.path).joined(separator: ":")
        #expect(ExecutableSearch.file(for: "tool", path: path) == folder.path("two") + "/tool")
        #expect(ExecutableSearch.file(for: "other", path: path) == nil)
        #expect(ExecutableSearch.file(for: "./tool", path: path) == "./tool")
        #expect(ExecutableSearch.file(for: "sh", path: nil) == "/bin/sh")
        #expect(ExecutableSearch.file(for: "sh", path: "") == nil)
    }
}
