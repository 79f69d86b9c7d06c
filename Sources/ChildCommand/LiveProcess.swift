import Glibc

/// A process as /proc shows it.
public struct LiveProcess: Sendable, Hashable {
    public let id: Int32
    /// The kernel's name for it: its program's, cut to 15 bytes, unless it chose another.
    public let name: String
    let parent: Int32
    /// In clock ticks since the machine started; tells it from a later process of the same number.
    let startTime: UInt64

    // It may get another name and another parent, and is the same.
    public static func == (left: LiveProcess, right: LiveProcess) -> Bool {
        left.id == right.id && left.startTime == right.startTime
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// All that live; a zombie does not.
    static func all() -> [LiveProcess] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var processes: [LiveProcess] = []
        while let entry = readdir(folder) {
            let id = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                Int32(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            }
            if let process = id.flatMap({ LiveProcess(id: $0) }) { processes.append(process) }
        }
        return processes
    }

    /// `nil` for one that has ended.
    private init?(id: Int32) {
        // PID (NAME) STATE PARENT …, proc_pid_stat(5); a name may hold blanks and brackets.
        guard let status = Self.contents(of: "/proc/\(id)/stat"),
            let opening = status.firstIndex(of: UInt8(ascii: "(")),
            let closing = status.lastIndex(of: UInt8(ascii: ")")), opening < closing
        else { return nil }
        let fields = status[closing...].split(separator: UInt8(ascii: " ")).dropFirst()
            .map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 19, !["Z", "X"].contains(fields[0]), let parent = Int32(fields[1]),
            let startTime = UInt64(fields[19])
        else { return nil }
        self.id = id
        self.name = String(decoding: status[(opening + 1)..<closing], as: UTF8.self)
        self.parent = parent
        self.startTime = startTime
    }

    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
