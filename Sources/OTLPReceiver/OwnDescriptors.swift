import Glibc

/// Files that a library opens for this process alone.
///
/// NIO makes its sockets and its epoll without O_CLOEXEC. The recorded command would inherit them,
/// and what it leaves running would hold the port.
enum OwnDescriptors {
    /// Runs `body`, and keeps what it opened from commands that are started later.
    static func closedOnExec<Result>(_ body: () throws -> Result) throws -> Result {
        let before = Set(open())
        defer {
            for descriptor in open() where !before.contains(descriptor) {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
        }
        return try body()
    }

    private static func open() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var descriptors: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int32(name), number != dirfd(folder) { descriptors.append(number) }
        }
        return descriptors
    }
}
