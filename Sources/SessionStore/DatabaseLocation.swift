import Glibc

/// Where a user's sessions are kept.
public enum DatabaseLocation {
    static let folderName = ".csm-record"
    static let fileName = "sessions.db"

    /// `explicit`, else `CSM_RECORD_DB`, else `sessions.db` in the nearest `.csm-record` folder of
    /// `folder` and those above it, else in the user's state folder (XDG Base Directory).
    public static func resolve(
        explicit: String?, environment: (String) -> String?, home: String?, folder: String
    ) -> String {
        if let explicit { return explicit }
        if let path = environment("CSM_RECORD_DB"), !path.isEmpty { return path }
        var candidate = folder
        while true {
            let project = candidate == "/" ? "/\(folderName)" : "\(candidate)/\(folderName)"
            if isFolder(project) { return "\(project)/\(fileName)" }
            guard let slash = candidate.lastIndex(of: "/"), candidate != "/" else { break }
            candidate = slash == candidate.startIndex ? "/" : String(candidate[..<slash])
        }
        // The specification says that a relative path is to be ignored.
        if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
            return "\(state)/csm-record/\(fileName)"
        }
        return "\(home ?? folder)/.local/state/csm-record/\(fileName)"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
