import CSQLite
import Glibc

/// What a statement costs, so that none goes on for ever in a database that was made for that.
///
/// Counts what SQLite does for one row, or for a statement without rows, and stops it beyond what
/// any of ours can need in a file of that size.
final class Effort {
    /// SQLite asks after so many of its instructions.
    private static let instructionsARound: Int32 = 1_000_000
    /// What a small database may take: about a second.
    private static let fewestRounds = 50
    /// One event takes 50 bytes or more, and fewer than a thousand instructions.
    private static let bytesARound = 50_000

    private let path: String
    private var rounds = 0

    /// Of statements on the database at `path`.
    init(path: String) { self.path = path }

    /// Has SQLite ask from now on.
    ///
    /// The connection must not outlive this object.
    func watch(_ handle: OpaquePointer) {
        sqlite3_progress_handler(
            handle, Self.instructionsARound,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Effort>.fromOpaque(context).takeUnretainedValue().isTooMuch ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// To be called before each step of a statement.
    func begin() { rounds = 0 }

    private var isTooMuch: Bool {
        rounds += 1
        return rounds > Self.fewestRounds && rounds > Self.fewestRounds + size / Self.bytesARound
    }

    private var size: Int { size(path) + size(path + "-wal") }

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
