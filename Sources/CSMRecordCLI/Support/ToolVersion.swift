import BuildCommit

/// This program's version.
enum ToolVersion {
    static let current = "0.1.0"

    /// What `--version` prints: the version, and the commit where it is known.
    static let sentence = "csm-record \(current)" + (BuildCommit.name.map { " (\($0))" } ?? "")
}
