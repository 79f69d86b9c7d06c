import Glibc

/// The process that records a session, told apart from a later one of the same number.
///
/// Whether it lives is told by `Presence`.
struct RecorderIdentity: Equatable {
    let process: Int32
    /// When it started, in clock ticks since the machine did (proc_pid_stat(5), field 22).
    let startTime: String
    /// Which start of which machine that was.
    let boot: String
    /// Which byte of the file beside the database it holds a lock on; `nil` where it could have none,
    /// as on some network file systems, and for a program of an earlier version.
    var slot: Int64?

    /// This process, without a lock; `nil` without /proc.
    static func current() -> RecorderIdentity? { RecorderIdentity(of: getpid()) }

    private init?(of process: Int32) {
        // The second field is the command's name in brackets, which may hold blanks and brackets.
        guard let status = Self.contents(of: "/proc/\(process)/stat"),
            let bracket = status.lastIndex(of: ")"),
            let boot = Self.contents(of: "/proc/sys/kernel/random/boot_id")
        else { return nil }
        let fields = status[bracket...].split(separator: " ")
        // A zombie is no more than its exit code, which nobody has asked for yet.
        guard fields.count > 20, !["Z", "X"].contains(fields[1]) else { return nil }
        self.init(process: process, startTime: String(fields[20]), boot: boot)
    }

    /// A process of which no more is known than its number.
    init(process: Int32) { self.init(process: process, startTime: "-", boot: "-") }

    private init(process: Int32, startTime: String, boot: String) {
        self.process = process
        self.startTime = startTime
        self.boot = String(boot.prefix { $0 != "\n" })
    }

    /// As kept in the database.
    var text: String { "\(process) \(startTime) \(boot)" + (slot.map { " \($0)" } ?? "") }

    init?(text: String) {
        let fields = text.split(separator: " ").map(String.init)
        guard (3...4).contains(fields.count), let process = Int32(fields[0]) else { return nil }
        self.init(process: process, startTime: fields[1], boot: fields[2])
        if fields.count == 4 {
            guard let slot = Int64(fields[3]), Presence.slots.contains(slot) else { return nil }
            self.slot = slot
        }
    }

    /// Whether that very process can be seen from here.
    ///
    /// Nobody sees one of another PID namespace, as a container has, and without /proc nobody sees
    /// any.
    var isVisible: Bool { RecorderIdentity(of: process)?.isProcess(of: self) ?? false }

    /// Whether both are the same process, whatever locks it holds.
    func isProcess(of other: RecorderIdentity) -> Bool {
        (process, startTime, boot) == (other.process, other.startTime, other.boot)
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
