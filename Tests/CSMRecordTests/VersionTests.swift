import CSMTestSupport
import Foundation
import Testing

/// `--version` names the sources that the program was built from.
struct VersionTests {
    private let folder: TemporaryFolder
    private let script = Fixtures.root.appending(path: "Sources/BuildCommit/lookup.sh")

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `the version and the commit are told`() throws {
        let version = try Program.run(Program.csmRecord, ["--version"])
        #expect(version.status == 0 && version.errors == "")
        let told = try #require(
            version.output.wholeMatch(
                of: /csm-record \d+\.\d+\.\d+(?: \(([0-9a-f]{12,})(?:-dirty)?\))?\n/))
        guard FileManager.default.fileExists(atPath: Fixtures.root.path + "/.git") else {
            return
        }
        let commit = try #require(told.1)
        try git("cat-file", "-e", "\(commit)^{commit}", in: Fixtures.root.path)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a build after the next commit or change says so, and one after none does nothing`()
        throws
    {
        let package = try smallPackage()
        try git("add", ".", in: package)
        try git("commit", "--quiet", "-m", "First", in: package)
        let first = try git("rev-parse", "HEAD", in: package)
        #expect(try build(package).commit == first.prefix(12))
        try git("commit", "--quiet", "--allow-empty", "-m", "Second", in: package)
        let second = try git("rev-parse", "HEAD", in: package)
        #expect(try second != first && build(package).commit == second.prefix(12))
        let main = package + "/Sources/say/Say.swift"
        let text = try String(contentsOfFile: main, encoding: .utf8)
        try (text + "// Changed.\n").write(toFile: main, atomically: true, encoding: .utf8)
        #expect(try build(package).commit == second.prefix(12) + "-dirty")
        let again = try build(package)
        #expect(!again.output.contains("Compiling BuildCommit"), "\(again.output)")
        try git("commit", "--quiet", "--all", "-m", "Third", in: package)
        let third = try git("rev-parse", "HEAD", in: package)
        #expect(try build(package).commit == third.prefix(12))
    }

    /// A repository with the plugin, what it writes for, and a program that says it.
    private func smallPackage() throws -> String {
        let package = try repository("package")
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: package + "/Sources/say", withIntermediateDirectories: true)
        for name in ["CommitLookup", "BuildCommit"] {
            try manager.copyItem(
                atPath: Fixtures.root.path + "/Sources/" + name,
                toPath: package + "/Sources/" + name)
        }
        for (name, text) in [
            (".gitignore", ".build/\n"),
            (
                "Sources/say/Say.swift",
                """
                import BuildCommit
                @main struct Say {
                    static func main() { print(BuildCommit.name ?? "unknown") }
                }

                """
            ),
            (
                "Package.swift",
                """
                // swift-tools-version: 6.2
                import PackageDescription
                let package = Package(
                    name: "small",
                    targets: [
                        .plugin(
                            name: "CommitLookup", capability: .buildTool(),
                            path: "Sources/CommitLookup"),
                        .target(
                            name: "BuildCommit", exclude: ["lookup.sh"],
                            plugins: ["CommitLookup"]),
                        .executableTarget(name: "say", dependencies: ["BuildCommit"]),
                    ])

                """
            ),
        ] {
            try text.write(toFile: "\(package)/\(name)", atomically: true, encoding: .utf8)
        }
        return package
    }

    private func build(_ package: String) throws -> (commit: String, output: String) {
        let built = try Program.run(
            "/usr/bin/env", ["swift", "build", "--package-path", package])
        #expect(built.status == 0, "\(built.output)\(built.errors)")
        let said = try Program.run(package + "/.build/debug/say", [])
        return (said.output.trimmingCharacters(in: .newlines), built.output)
    }

    @Test func `the commit is looked up with what was changed since`() throws {
        let sources = try repository("sources")
        #expect(try commit(of: sources) == "")
        try git("commit", "--quiet", "--allow-empty", "-m", "First", in: sources)
        let first = try git("rev-parse", "HEAD", in: sources)
        #expect(try commit(of: sources) == first.prefix(12))
        try "".write(toFile: sources + "/new", atomically: true, encoding: .utf8)
        try git("add", "new", in: sources)
        #expect(try commit(of: sources) == first.prefix(12) + "-dirty")
        try git("commit", "--quiet", "-m", "Second", in: sources)
        let second = try git("rev-parse", "HEAD", in: sources)
        #expect(try second != first && commit(of: sources) == second.prefix(12))
    }

    @Test func `a tag does not stand in for the commit`() throws {
        let sources = try repository("sources")
        try git("commit", "--quiet", "--allow-empty", "-m", "First", in: sources)
        try git("tag", "-a", "v1.0.0", "-m", "v1.0.0", in: sources)
        let head = try git("rev-parse", "HEAD", in: sources)
        #expect(try commit(of: sources) == head.prefix(12))
    }

    @Test func `a source tarball knows its commit, in another repository too`() throws {
        let sources = try repository("sources")
        let place = sources + "/Sources/BuildCommit"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: script.path, toPath: place + "/lookup.sh")
        try FileManager.default.copyItem(
            atPath: Fixtures.root.path + "/.gitattributes", toPath: sources + "/.gitattributes")
        try git("add", ".", in: sources)
        try git("commit", "--quiet", "-m", "Sources", in: sources)
        let head = try git("rev-parse", "HEAD", in: sources)
        let other = try repository("other")
        try git("commit", "--quiet", "--allow-empty", "-m", "Something else", in: other)
        try git("archive", "--output", folder.path("sources.tar"), "HEAD", in: sources)
        let unpacked = try Program.run(
            "/usr/bin/env", ["tar", "-xf", folder.path("sources.tar"), "-C", other])
        #expect(unpacked.status == 0, "\(unpacked.errors)")
        #expect(
            try commit(of: other, by: other + "/Sources/BuildCommit/lookup.sh") == head.prefix(12))
    }

    @Test func `sources that only lie in a repository are not of its commit`() throws {
        let around = try repository("around")
        try git("commit", "--quiet", "--allow-empty", "-m", "Something else", in: around)
        let sources = around + "/copied"
        try FileManager.default.createDirectory(
            atPath: sources, withIntermediateDirectories: true)
        #expect(try commit(of: sources) == "")
    }

    @Test func `what is known already is not written again`() throws {
        let sources = try repository("sources")
        let file = folder.path("Commit.swift")
        _ = try commit(of: sources)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: file)
        _ = try commit(of: sources)
        let written = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
        #expect(written as? Date == Date(timeIntervalSince1970: 1_000))
    }

    private func repository(_ name: String) throws -> String {
        let path = folder.path(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "--quiet", in: path)
        return path
    }

    @discardableResult
    private func git(_ arguments: String..., in repository: String) throws -> String {
        let person = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        let trust = ["-c", "safe.directory=*"]
        let result = try Program.run(
            "/usr/bin/env", ["git", "-C", repository] + person + trust + arguments)
        #expect(result.status == 0, "git \(arguments): \(result.errors)")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a build of the sources there would be told.
    private func commit(of sources: String, by script: String? = nil) throws -> String {
        let result = try Program.run(
            "/bin/sh", [script ?? self.script.path, sources, folder.path("")])
        #expect(result.errors == "")
        let file = try String(contentsOfFile: folder.path("Commit.swift"), encoding: .utf8)
        let line = try #require(file.wholeMatch(of: /let commitOfSources = "(.*)"\n/))
        return String(line.1)
    }
}
