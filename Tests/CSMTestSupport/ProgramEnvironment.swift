import Foundation

/// What programs under test find around them, whatever the tests themselves were started in.
///
/// A developer's machine has an AWS CLI, a `~/.aws`, variables of AWS and of OpenTelemetry, and a
/// locale of its own; a test is to see none of them.
public enum ProgramEnvironment {
    /// Where programs are found, what sanitizers are told, and little else.
    public static let own: [String: String] = {
        let kept = [
            "PATH", "TMPDIR", "USER", "LOGNAME", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS",
        ]
        var variables = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        variables["HOME"] = home
        variables["LANG"] = "C.UTF-8"
        variables["TZ"] = "UTC"
        return variables
    }()

    /// A home without files, among the build's products.
    private static let home: String = {
        let folder = Program.products.appending(path: "home-of-tests")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }()

    /// A folder with the system's programs, but for the AWS CLI.
    public static let programsWithoutAWS: String = {
        let folder = Program.products.appending(path: "programs-of-tests")
        let manager = FileManager.default
        try? manager.createDirectory(at: folder, withIntermediateDirectories: true)
        for source in ["/usr/bin", "/bin"] {
            for name in (try? manager.contentsOfDirectory(atPath: source)) ?? []
            where !name.hasPrefix("aws") {
                try? manager.createSymbolicLink(
                    atPath: folder.appending(path: name).path,
                    withDestinationPath: "\(source)/\(name)")
            }
        }
        return folder.path
    }()
}
