import Glibc

/// Shows other programs that this one is at work on a database, for as long as it is, and tells
/// whether another one is.
///
/// Whoever records, imports, removes or pushes holds a lock on one byte of a file beside the
/// database, drawn at random, and leaves the byte's number in the database. The kernel gives the
/// lock up when the process ends, however it ends, and shows it in every PID namespace, where a
/// process's number means nothing. The lock belongs to the open file (fcntl(2), "Open file
/// description locks"), so nothing else that this process opens or closes touches it, and no child
/// inherits it, since the file is closed on exec.
///
/// The file is empty and stays where it is. Where there is none, or the file system knows no locks,
/// or an earlier version left no byte's number, the process is looked for by its number.
final class Presence {
    static let suffix = "-recorders"
    static let slots: ClosedRange<Int64> = 1...1 << 62

    /// The first bits of a byte's number are those of the process, so that it knows its own.
    private static let ownBits = Int64.random(in: 1..<1 << 40)
    private static let laterBits: Int64 = 22

    // fcntl.h has them for who asks for them.
    private static let getLock: Int32 = 36  // F_OFD_GETLK
    private static let setLock: Int32 = 37  // F_OFD_SETLK

    /// `nil` for a database in no file.
    private let path: String?
    private var descriptor: Int32 = -1
    private var known: RecorderIdentity?

    /// `database` is the path of the database's file itself, empty for one in no file.
    init(database: String) { path = database.isEmpty ? nil : database + Self.suffix }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// This process as the database is to know it; from now on it is seen to be at work.
    func identity() -> RecorderIdentity {
        if let known { return known }
        var identity = RecorderIdentity.current() ?? RecorderIdentity(process: getpid())
        identity.slot = takeSlot()
        known = identity
        return identity
    }

    private func takeSlot() -> Int64? {
        guard let path else { return nil }
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { return nil }
        let slot =
            Self.ownBits << Self.laterBits | Int64.random(in: 0..<1 << Self.laterBits)
        var lock = Self.lock(slot)
        guard fcntl(opened, Self.setLock, &lock) == 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
        return slot
    }

    private static func lock(_ slot: Int64) -> flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(slot)
        lock.l_len = 1
        return lock
    }

    /// Whether the process that left its identity in the database is still at work on it.
    func isAlive(_ identity: RecorderIdentity) -> Bool {
        identity.slot.map(isHeld) ?? false || identity.isVisible
    }

    /// Whether it is, and is not this process.
    func isAnother(_ identity: RecorderIdentity) -> Bool {
        if let slot = identity.slot {
            if slot >> Self.laterBits == Self.ownBits { return false }
            if isHeld(slot) { return true }
        }
        let isThis = RecorderIdentity.current()?.isProcess(of: identity) ?? false
        return !isThis && identity.isVisible
    }

    private func isHeld(_ slot: Int64) -> Bool {
        guard let path else { return false }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return false }
        defer { close(opened) }
        var lock = Self.lock(slot)
        return fcntl(opened, Self.getLock, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }
}

/// What stands in the database of who is at work.
extension Presence {
    func isAlive(_ text: String?) -> Bool {
        text.flatMap(RecorderIdentity.init(text:)).map(isAlive) ?? false
    }

    func isAnother(_ text: String?) -> Bool {
        text.flatMap(RecorderIdentity.init(text:)).map(isAnother) ?? false
    }
}
