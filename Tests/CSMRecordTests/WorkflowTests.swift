import CSMTestSupport
import Foundation
import Testing

/// The workflows, the action that installs a release, and the scripts around them.
struct WorkflowTests {
    private static let setup = Fixtures.root.appending(path: ".github/actions/setup")
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func lint(_ program: String, _ arguments: [String]) throws {
        let result = try Program.run(
            "/usr/bin/env", [program] + arguments, folder: Fixtures.root.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(arguments: [
        ("github-workflows", ".github/workflows/ci.yml"),
        ("github-workflows", ".github/workflows/release.yml"),
        ("github-workflows", "fixtures/ci/github-actions.yml"),
        ("github-workflows", "fixtures/ci/fleet-github-actions.yml"),
        ("github-actions", ".github/actions/setup/action.yml"),
        ("gitlab-ci", "fixtures/ci/gitlab-ci.yml"),
        ("gitlab-ci", "fixtures/ci/fleet-gitlab-ci.yml"),
    ])
    func `each is what its schema says`(schema: String, file: String) throws {
        let program = Fixtures.root.appending(path: ".venv/bin/check-jsonschema").path
        try lint(program, ["--builtin-schema", "vendor.\(schema)", file])
    }

    @Test func `none gives away a secret or lets text become a command`() throws {
        let program = Fixtures.root.appending(path: ".venv/bin/zizmor").path
        try lint(
            program,
            [
                "--offline", "--quiet", "--config", ".github/zizmor.yml", ".github",
                "fixtures/ci/github-actions.yml", "fixtures/ci/fleet-github-actions.yml",
            ])
    }

    @Test func `scripts and the steps' commands are sound`() throws {
        try lint(
            "shellcheck",
            [
                ".github/package", ".github/build", ".github/install-packages",
                ".github/actions/setup/install", ".ci/run", "Tests/run",
            ])
        try lint("shellcheck", ["--shell=sh", "Sources/BuildCommit/lookup.sh"])
        for file in [
            ".github/workflows/ci.yml", ".github/workflows/release.yml",
            "fixtures/ci/fleet-github-actions.yml", "fixtures/ci/fleet-gitlab-ci.yml",
        ] {
            let steps = try Self.commands(of: file)
            #expect(!steps.isEmpty)
            for (number, step) in steps.enumerated() {
                let path = folder.path("step-\(number)")
                // As a runner starts bash.
                try ("set -eo pipefail\n" + step).write(
                    toFile: path, atomically: true, encoding: .utf8)
                try lint("shellcheck", ["--shell=bash", path])
            }
        }
    }

    private static func commands(of file: String) throws -> [String] {
        let reader = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/read_check.py")
        let result = try Program.run(
            Program.python, [reader.path, "steps", Fixtures.root.appending(path: file).path])
        return try JSON(result.output).array.compactMap(\.string)
    }

    /// Asked of a stack, with the rights of its read policy.
    @Test(arguments: ["fleet-github-actions.yml", "fleet-gitlab-ci.yml"])
    func `the fleet's jobs work as they stand, and have no keys`(file: String) throws {
        let fleet = try Fleet.stored(as: "parquet")
        let budget = Fixtures.root.appending(path: "fixtures/ci/example/fleet.budget").path
        let lines = try Self.commands(of: "fixtures/ci/" + file)
            .flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("csm-record ") }
        var said: [String: String] = [:]
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            #expect(words.prefix(4).suffix(2) == ["--athena", "csm"])
            let arguments = words.dropFirst(4).prefix { $0 != ">>" }.map {
                $0.replacing("fleet.budget", with: budget)
                    .replacing("fleet-check.xml", with: folder.path("fleet-check.xml"))
                    .replacing("fleet.md", with: folder.path("fleet.md"))
            }
            let result = try fleet.ask(words[1], arguments)
            #expect([0, 99].contains(result.status), "\(line): \(result.errors)")
            said[words[1]] = result.output
        }
        #expect(said.keys.sorted() == ["check", "stats"])
        #expect(said["check"]?.contains("total: throttles <= 100") == true)
        let reader = Fixtures.root.appending(path: "Tests/CSMRecordTests/Oracle/read_check.py").path
        let junit = try Program.run(
            Program.python, [reader, "junit", folder.path("fleet-check.xml")])
        #expect(junit.status == 0, "\(junit.errors)")
        let markdown = try? String(contentsOfFile: folder.path("fleet.md"), encoding: .utf8)
        #expect((markdown ?? said["stats"])?.contains("| DynamoDB") == true)

        let path = Fixtures.root.appending(path: "fixtures/ci/\(file)").path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("role/csm-record-reader") && !text.contains("ACCESS_KEY"))
    }

    // MARK: The action that installs a release

    private func install(
        version: String, from site: String, sha256: String = ""
    ) throws -> ProgramResult {
        try Program.run(
            Self.setup.appending(path: "install").path, [],
            environment: [
                "WANTED": version, "SHA256": sha256, "REPOSITORY": "some/fork",
                "GITHUB_SERVER_URL": site, "GITHUB_PATH": folder.path("path"),
                "RUNNER_TOOL_CACHE": folder.path("tools"),
            ])
    }

    private var installed: String {
        (try? String(contentsOfFile: folder.path("path"), encoding: .utf8)) ?? ""
    }

    @Test(arguments: ["", "v"])
    func `the action installs a release, and again`(prefix: String) throws {
        let packages = try BuiltPackages.shared.get()
        let site = try packages.publish(as: "some/fork", in: folder.path("site"))
        let version = try BuiltPackages.version()
        let checksum = try String(contentsOfFile: packages.tarball + ".sha256", encoding: .utf8)
        for pinned in ["", String(checksum.prefix(64))] {
            let result = try install(version: prefix + version, from: site, sha256: pinned)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasPrefix("csm-record \(version)"))
        }
        let paths = installed.split(separator: "\n")
        #expect(paths.count == 2 && paths[0] == paths[1])
        let program = try Program.run("\(paths[0])/csm-record", ["--version"])
        #expect(program.output.contains(version))
    }

    @Test func `a release that is not what it should be is not installed`() throws {
        let packages = try BuiltPackages.shared.get()
        let site = try packages.publish(as: "some/fork", in: folder.path("site"))
        let version = try BuiltPackages.version()
        let other = String(repeating: "0", count: 64)
        let pinned = try install(version: version, from: site, sha256: other)
        #expect(pinned.status == 1)
        #expect(pinned.errors.contains("is not what was expected: its SHA-256 is not \(other)"))
        let name = URL(filePath: packages.tarball).lastPathComponent
        let file = folder.path("site/some/fork/releases/download/v\(version)/\(name)")
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        try handle.close()
        let damaged = try install(version: version, from: site)
        #expect(damaged.status == 1)
        #expect(damaged.errors.contains("is not what was expected"))
        #expect(installed == "")
        #expect(!FileManager.default.fileExists(atPath: folder.path("tools")))
    }

    @Test(arguments: [
        ("9.9.9", "cannot download file://"), ("main", #""main" is not a version"#),
        ("", #""" is not a version"#),
    ])
    func `what is no release is said`(version: String, words: String) throws {
        let result = try install(version: version, from: "file://" + folder.path("site"))
        #expect(result.status == 1)
        #expect(result.errors.contains("::error title=csm-record is not installed::"))
        #expect(result.errors.contains(words))
        #expect(installed == "")
    }
}
