import Glibc

/// What a program that we start finds open: what our caller passed on, and nothing of ours.
enum InheritedDescriptors {
    /// Closes the event loops' descriptors in whatever is started from now on.
    ///
    /// swift-nio (2.101.2) opens its epoll instances without EPOLL_CLOEXEC; all else of ours has
    /// its like.
    static func withholdEventLoops() {
        guard let folder = opendir("/proc/self/fd") else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let descriptor = Int32(name) else { continue }
            var target = [CChar](repeating: 0, count: 64)
            let length = readlink("/proc/self/fd/\(name)", &target, target.count - 1)
            let kind = target.prefix(max(0, length)).map(UInt8.init(bitPattern:))
            let loops = ["anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[timerfd]"]
            if loops.contains(where: { $0.utf8.elementsEqual(kind) }) {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
        }
    }
}
