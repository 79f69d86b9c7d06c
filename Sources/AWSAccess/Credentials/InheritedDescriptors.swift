import Glibc

/// What a program that we start finds open: what our caller passed on, and nothing of ours.
enum InheritedDescriptors {
    /// Closes the event loops' descriptors in whatever is started from now on.
    ///
    /// swift-nio (2.101.2) opens its epoll instances without EPOLL_CLOEXEC; all else of ours has
    /// its like.
    static func withholdEventLoops() {
        for descriptor in eventDescriptors().subtracting(ofCaller) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Those that our caller passed on: to be asked for before the first event loop is made.
    static let ofCaller = eventDescriptors()

    private static func eventDescriptors() -> Set<Int32> {
        var found: Set<Int32> = []
        guard let folder = opendir("/proc/self/fd") else { return found }
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
                found.insert(descriptor)
            }
        }
        return found
    }
}
