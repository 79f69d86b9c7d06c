import CSMTestSupport
import Foundation
import Testing

/// The scripts behind README's first commands, where what they call only says that it was called.
struct SetUpTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for program in ["bash", "dirname", "env", "grep"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(program), withDestinationPath: "/usr/bin/\(program)")
        }
    }

    private func stub(_ program: String, _ script: String) throws {
        try "#!/usr/bin/bash\n\(script)\n".write(
            toFile: folder.path(program), atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path(program))
    }

    private func run(_ script: String, _ arguments: String...) throws -> ProgramResult {
        try Program.run(
            Fixtures.root.appending(path: script).path, arguments,
            environment: ["PATH": folder.url.path, "LOG": folder.path("log")])
    }

    private var log: [String] {
        let text = try? String(contentsOfFile: folder.path("log"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    @Test(arguments: [("0", ""), ("1000", "sudo ")])
    func `packages that are missing are installed, as root or with sudo`(
        user: String, prefix: String
    ) throws {
        try stub("id", "echo \(user)")
        try stub("apt-get", #"echo "apt-get $*" >>"$LOG""#)
        try stub("sudo", #"printf 'sudo ' >>"$LOG"; exec "$@""#)
        try stub("dpkg-query", #"[ "$4" = here ] && echo 'install ok installed'"#)
        #expect(try run(".github/install-packages", "here").status == 0)
        #expect(log == [])
        let result = try run(".github/install-packages", "here", "missing", "another")
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            log == [
                "\(prefix)apt-get update -qq", "\(prefix)apt-get install -y -qq missing another",
            ])
    }

    @Test func `where there is no apt-get, the packages are named`() throws {
        let result = try run(".github/install-packages", "libsqlite3-dev")
        #expect(result.status == 0)
        #expect(result.errors.contains("no apt-get") && result.errors.contains("libsqlite3-dev"))
    }

    @Test func `a build without Swift says where to get it`() throws {
        let result = try run(".github/build")
        #expect(result.status == 1)
        #expect(result.errors.contains("cannot find swift\ninstall Swift 6.2 or later: https://"))
    }

    @Test func `a build installs what it needs first`() throws {
        try stub("swift", #"echo "swift $*" >>"$LOG""#)
        try stub("apt-get", "")
        try stub("dpkg-query", #"echo "$4" >>"$LOG"; echo 'install ok installed'"#)
        #expect(try run(".github/build", "-v").status == 0)
        #expect(
            log == [
                "libsqlite3-dev", "zlib1g-dev",
                "swift build -c release --static-swift-stdlib --product csm-record -v",
            ])
    }
}
