import CSMTestSupport
import Foundation
import Testing

/// The tarball and the Debian package, as whoever downloads them finds them.
struct PackageTests {
    private let packages: BuiltPackages
    private let folder: TemporaryFolder

    init() throws {
        packages = try BuiltPackages.shared.get()
        folder = try TemporaryFolder()
        #expect(packages.run.status == 0, "\(packages.run.errors)")
    }

    private func succeed(_ program: String, _ arguments: String...) throws -> String {
        let result = try Program.run(
            "/usr/bin/env", [program] + arguments,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        #expect(result.status == 0, "\(program) \(arguments): \(result.output)\(result.errors)")
        return result.output
    }

    @Test func `both have a checksum that holds`() throws {
        for file in [packages.tarball, packages.package] {
            let url = URL(filePath: file)
            let result = try Program.run(
                "/usr/bin/sha256sum", ["--check", "--strict", url.lastPathComponent + ".sha256"],
                folder: url.deletingLastPathComponent().path)
            #expect(result.output == "\(url.lastPathComponent): OK\n")
        }
    }

    @Test func `the tarball has a program, its page and its completions`() throws {
        _ = try succeed("tar", "-xf", packages.tarball, "-C", folder.path(""), "--strip=1")
        let version = try BuiltPackages.version()
        #expect(packages.tarball.contains("/csm-record-\(version)-linux-"))
        #expect(
            try succeed(folder.path("bin/csm-record"), "--version").contains(version))
        for path in [
            "share/man/man1/csm-record.1", "share/bash-completion/completions/csm-record",
            "share/zsh/site-functions/_csm-record",
            "share/fish/vendor_completions.d/csm-record.fish",
        ] {
            #expect(try !String(contentsOfFile: folder.path(path), encoding: .utf8).isEmpty)
        }
        let notices = try String(
            contentsOfFile: folder.path("share/doc/csm-record/third-party-notices.txt"),
            encoding: .utf8)
        for library in ["swift: LICENSE", "swift-nio: NOTICE", "swift-argument-parser: LICENSE"] {
            #expect(notices.contains("===== \(library).txt ====="))
        }
    }

    @Test func `lintian finds nothing wrong`() throws {
        var options = ["--fail-on", "error,warning", "--allow-root"]
        if !BuiltPackages.isStatic {
            options += ["--suppress-tags", "custom-library-search-path"]
        }
        let lint = try Program.run(
            "/usr/bin/env", ["lintian"] + options + [packages.package])
        #expect(lint.status == 0 && lint.output == "", "\(lint.output)\(lint.errors)")
    }

    @Test func `the package depends on what the program links, in versions`() throws {
        let depends = try succeed("dpkg-deb", "-f", packages.package, "Depends")
        for library in ["libc6", "libsqlite3-0", "zlib1g"] {
            #expect(depends.contains("\(library) (>= "))
        }
        let version = try succeed("dpkg-deb", "-f", packages.package, "Version")
        #expect(version.hasPrefix(try BuiltPackages.version() + "+"))
    }

    @Test func `the package installs into a clean root, runs there, and is removed`() throws {
        let root = folder.path("root")
        let admin = root + "/var/lib/dpkg"
        // Of this machine's packages, that root knows those which this one needs.
        let needed = try succeed("dpkg-deb", "-f", packages.package, "Depends")
            .matches(of: /([a-z0-9.+-]+)(?: \(.*?\))?(?:,|\n)/).map { String($0.1) }
        for path in [admin + "/info", admin + "/updates", root + "/tmp"] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        let status = try needed.map { try succeed("dpkg-query", "-s", $0) }.joined(separator: "\n")
        try status.write(toFile: admin + "/status", atomically: true, encoding: .utf8)
        let dpkg = ["dpkg", "--root", root, "--force-not-root", "--log", root + "/log"]
        func run(_ arguments: String...) throws {
            let result = try Program.run(
                "/usr/bin/env", ["fakeroot"] + dpkg + arguments,
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
        try run("--install", packages.package)
        try run("--verify", "csm-record")
        let installed = root + "/usr/bin/csm-record"
        let version = try Program.run(Program.csmRecord, ["--version"]).output
        #expect(try succeed(installed, "--version") == version)
        let database = folder.path("sessions.db")
        let recorded = try Program.run(
            installed, ["run", "-q", "--", "python3", Recorded.sendCapture],
            environment: ["CSM_RECORD_DB": database])
        #expect(recorded.status == 0, "\(recorded.errors)")
        let stats = try Program.run(
            installed, ["stats", "--format", "json"], environment: ["CSM_RECORD_DB": database])
        #expect(try JSON(stats.output)["total"]["calls"].int == 34)
        let page = try succeed("gzip", "-dc", root + "/usr/share/man/man1/csm-record.1.gz")
        #expect(page.hasPrefix(".Dd "))
        for completions in [
            "bash-completion/completions/csm-record", "zsh/vendor-completions/_csm-record",
            "fish/vendor_completions.d/csm-record.fish",
        ] {
            #expect(FileManager.default.fileExists(atPath: "\(root)/usr/share/\(completions)"))
        }
        try run("--purge", "csm-record")
        #expect(!FileManager.default.fileExists(atPath: installed))
        #expect(!FileManager.default.fileExists(atPath: root + "/usr/share/doc/csm-record"))
    }

    @Test func `made again elsewhere, they are the same bytes`() throws {
        let again = try BuiltPackages(
            shell: "umask 077;", environment: ["TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"])
        #expect(again.run.status == 0, "\(again.run.errors)")
        for (first, second) in [
            (packages.tarball, again.tarball), (packages.package, again.package),
        ] {
            #expect(
                try Data(contentsOf: URL(filePath: first))
                    == Data(contentsOf: URL(filePath: second)), "\(first)")
        }
    }

    @Test func `what needs Swift where it runs is no release`() throws {
        let refused = try Program.run(
            BuiltPackages.script, ["-o", folder.path("dist"), Program.floodSender])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("it needs Swift where it runs\npackage: build it: swift"))
    }
}
