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
        try FileManager.default.createDirectory(
            atPath: folder.path("zero/tool"), withIntermediateDirectories: true)
        let path = ["zero", "one", "two", "three", "none"].map(folder.path).joined(separator: ":")
        func find(_ command: String, _ path: String?) -> String? {
            ExecutableSearch.file(for: Array(command.utf8), path: path.map { Array($0.utf8) })
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(find("tool", path) == folder.path("two") + "/tool")
        #expect(find("other", path) == nil)
        #expect(find("", path) == nil)
        #expect(find("./tool", path) == "./tool")
        #expect(find("sh", nil) == "/bin/sh")
        #expect(find("sh", "") == nil)
        // Found, though it cannot be executed: the system then says why.
        #expect(find("tool", folder.path("one")) == folder.path("one") + "/tool")
    }
}
