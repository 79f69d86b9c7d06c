import Glibc

/// Finds a command's file as a shell does.
enum ExecutableSearch {
    /// The file that `command` names: itself if it holds a slash, else the first executable of
    /// that name in `path`. `nil` when there is none.
    static func file(for command: String, path: String?) -> String? {
        if command.contains("/") { return command }
        // What confstr(_CS_PATH) says on Linux.
        for folder in (path ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = folder.isEmpty ? command : "\(folder)/\(command)"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }
}
