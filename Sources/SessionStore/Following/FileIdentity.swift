import Glibc

/// Which file a path leads to: another one once the file was removed and made anew.
public struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// Whether it has no byte.
    public let isEmpty: Bool

    /// `nil` where there is no file.
    public init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isEmpty = status.st_size == 0
    }

    public static func == (left: FileIdentity, right: FileIdentity) -> Bool {
        (left.device, left.inode) == (right.device, right.inode)
    }
}
