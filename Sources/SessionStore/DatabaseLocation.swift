import Glibc

/// Where a user's sessions are kept.
public enum DatabaseLocation {
    static let folderName = ".csm-record"
    static let fileName = "sessions.db"

    /// Why a folder `.csm-record` is not used, though it is there.
    public struct Refusal: Sendable, Hashable, CustomStringConvertible {
        public let folder: String
        let reason: String

        public var description: String { "ignoring \(folder): \(reason)" }
    }

    /// `explicit`, else `CSM_RECORD_DB`, else `sessions.db` in the nearest `.csm-record` folder of
    /// `folder` and those above it, else in the user's state folder (XDG Base Directory).
    ///
    /// Command lines are not for others to read, so a folder counts only if it is the user's or
    /// root's, and nobody else may write to it; `refuse` is called with one that does not.
    public static func resolve(
        explicit: String?, environment: (String) -> String?, home: String?, folder: String,
        refuse: (Refusal) -> Void = { _ in }
    ) -> String {
        if let explicit { return explicit }
        if let path = environment("CSM_RECORD_DB"), !path.isEmpty { return path }
        var candidate = folder
        while true {
            let project = candidate == "/" ? "/\(folderName)" : "\(candidate)/\(folderName)"
            if let refusal = refusal(project) {
                refuse(refusal)
            } else if isFolder(project) {
                return "\(project)/\(fileName)"
            }
            guard let slash = candidate.lastIndex(of: "/"), candidate != "/" else { break }
            candidate = slash == candidate.startIndex ? "/" : String(candidate[..<slash])
        }
        // The specification says that a relative path is to be ignored.
        if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
            return "\(state)/csm-record/\(fileName)"
        }
        return "\(home ?? folder)/.local/state/csm-record/\(fileName)"
    }

    private static func refusal(_ path: String) -> Refusal? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        if status.st_uid != geteuid(), status.st_uid != 0 {
            return Refusal(folder: path, reason: "it belongs to another user")
        }
        if status.st_mode & (S_IWGRP | S_IWOTH) != 0 {
            return Refusal(
                folder: path, reason: "other users can write to it; to use it: chmod go-w \(path)")
        }
        return nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
