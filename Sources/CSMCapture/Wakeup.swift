import CLinuxShims
import Glibc

/// Something a thread can sleep on until another one wakes it, once for any number of wakes.
struct Wakeup: ~Copyable, Sendable {
    private let descriptor: Int32

    init() throws(CaptureError) {
        descriptor = csm_eventfd()
        guard descriptor >= 0 else { throw CaptureError("create an eventfd") }
    }

    deinit { close(descriptor) }

    func wake() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Sleeps until woken, or for `milliseconds`; -1 is for ever.
    func sleep(milliseconds: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return }
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
