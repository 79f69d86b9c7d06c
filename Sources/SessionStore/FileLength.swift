import Glibc

/// Whether a database's file has all the pages that its header counts.
///
/// Source: "The Database Header" (https://sqlite.org/fileformat.html): the page size is at 16, the
/// number of pages at 28, and is that of the last checkpoint.
struct FileLength {
    let isCut: Bool

    init(_ path: UnsafePointer<CChar>) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // One that cannot be looked at is not known to be cut.
        guard descriptor >= 0 else {
            isCut = false
            return
        }
        defer { close(descriptor) }
        var status = stat()
        var header = [UInt8](repeating: 0, count: 100)
        guard fstat(descriptor, &status) == 0 else {
            isCut = false
            return
        }
        guard pread(descriptor, &header, header.count, 0) == header.count else {
            isCut = true
            return
        }
        func number(_ place: Int, _ count: Int) -> Int64 {
            header[place..<place + count].reduce(0) { $0 << 8 | Int64($1) }
        }
        // 1 stands for 65,536, which two bytes cannot hold.
        let pageSize = number(16, 2) == 1 ? 65_536 : number(16, 2)
        isCut = Int64(status.st_size) < number(28, 4) * pageSize
    }
}
