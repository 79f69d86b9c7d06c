import CSMTestSupport
import Foundation
import Testing

/// What `.github/package` makes of the tested csm-record.
struct BuiltPackages {
    let folder: TemporaryFolder
    let run: ProgramResult

    static let script = Fixtures.root.appending(path: ".github/package").path
    /// A debug build finds Swift's libraries where they are on this machine.
    static let isStatic =
        (try? Program.run("/usr/bin/ldd", [Program.csmRecord]))?.output
        .contains("libswiftCore") == false

    /// Made once, since it takes seconds.
    static let shared = Result { try BuiltPackages() }

    init(shell: String = "", environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let command = "\(shell) exec \"$0\" \"$@\""
        run = try Program.run(
            "/bin/bash",
            ["-c", command, Self.script] + (Self.isStatic ? [] : ["-d"])
                + ["-o", folder.path("dist"), Program.csmRecord],
            environment: environment.merging(
                // What is packed harder here only takes longer.
                ["DPKG_DEB_COMPRESSOR_LEVEL": "0", "SOURCE_DATE_EPOCH": "1790000000"]
            ) { own, _ in own })
    }

    /// The paths that the script printed, the tarball's and the package's.
    private var files: [String] { run.output.split(separator: "\n").map(String.init) }
    var tarball: String { files.first { $0.hasSuffix(".tar.gz") } ?? "none" }
    var package: String { files.first { $0.hasSuffix(".deb") } ?? "none" }

    /// Lays the tarball where a server of releases would have it, and gives that server's URL.
    func publish(as repository: String, in site: String) throws -> String {
        let place = "\(site)/\(repository)/releases/download/v\(try Self.version())"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for suffix in ["", ".sha256"] {
            try FileManager.default.copyItem(
                atPath: tarball + suffix,
                toPath: "\(place)/\(URL(filePath: tarball).lastPathComponent)\(suffix)")
        }
        return "file://\(site)"
    }

    /// What the tested csm-record says its version is.
    static func version() throws -> String {
        let output = try Program.run(Program.csmRecord, ["--version"]).output
        return String(try #require(output.firstMatch(of: /csm-record ([0-9.]+)/)).1)
    }
}
