import Glibc

/// Finds a command's file as a shell does.
enum ExecutableSearch {
    /// The file that `command` names: itself if it holds a slash, else the first executable of that
    /// name in `path`.
    ///
    /// `nil` when there is none.
    static func file(for command: String, path: String?) -> String? {
        if command.contains("/") { return command }
        if command.isEmpty { return nil }
        // What confstr(_CS_PATH) says on Linux.
        for folder in (path ?? "/bin:/usr/bin").split(
            separator: ":", omittingEmptySubsequences: false)
        {
            let candidate = folder.isEmpty ? command : "\(folder)/\(command)"
            if access(candidate, X_OK) == 0, !isFolder(candidate) { return candidate }
        }
        return nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
