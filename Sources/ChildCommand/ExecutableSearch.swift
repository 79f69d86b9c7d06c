import Glibc

/// Finds a command's file as a shell does.
///
/// Names are bytes here: a file's need be no UTF-8.
enum ExecutableSearch {
    /// The file that `command` names: itself if it holds a slash, else the first executable of that
    /// name in `path`, else the first file of that name, which then cannot be executed.
    ///
    /// `nil` when there is none.
    static func file(for command: [UInt8], path: [UInt8]?) -> [UInt8]? {
        if command.contains(UInt8(ascii: "/")) { return command }
        if command.isEmpty { return nil }
        // What confstr(_CS_PATH) says on Linux.
        let path = path ?? Array("/bin:/usr/bin".utf8)
        var notExecutable: [UInt8]?
        for folder in path.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            let candidate = folder.isEmpty ? command : folder + [UInt8(ascii: "/")] + command
            guard isFile(candidate) else { continue }
            if candidate.withCString({ access($0, X_OK) }) == 0 { return candidate }
            notExecutable = notExecutable ?? candidate
        }
        return notExecutable
    }

    private static func isFile(_ path: [UInt8]) -> Bool {
        var status = stat()
        return path.withCString { stat($0, &status) } == 0 && status.st_mode & S_IFMT != S_IFDIR
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes as a NUL-terminated string.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (self + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let first = characters.baseAddress else { preconditionFailure("ends in NUL") }
                return body(first)
            }
        }
    }
}
