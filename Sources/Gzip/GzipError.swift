/// Why something cannot be compressed or decompressed.
public enum GzipError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file ends before its data does.
    case cut
    /// What zlib says.
    case damaged(String)
    case trailingBytes
    /// So little makes so much that it was made to fill a disk.
    case bomb
    case outOfMemory
    /// It decompresses to more than was allowed.
    case tooLong

    public var description: String {
        switch self {
        case .cut: "its gzip data is cut off: the file is incomplete"
        case .damaged(let reason):
            "its gzip data is damaged" + (reason.isEmpty ? "" : ": \(reason)")
        case .trailingBytes: "other data follows its gzip data"
        case .bomb:
            "it decompresses to more than 250 times its size; if that is expected, decompress it first"
        case .outOfMemory: "not enough memory for gzip"
        case .tooLong: "it decompresses to more than is allowed"
        }
    }
}
