import Testing

@testable import ChildCommand

/// What a child's surroundings do to it is tested with the built binary, in CSMRecordTests: a
/// test process cannot block its own signals.
struct ChildStatusTests {
    @Test(
        arguments: [
            (0, ChildStatus.exited(code: 0), 0), (3 << 8, .exited(code: 3), 3),
            (255 << 8, .exited(code: 255), 255), (9, .signaled(9), 137), (15, .signaled(15), 143),
            (11 | 0x80, .signaled(11), 139),
        ] as [(Int32, ChildStatus, Int32)])
    func `is read from what waitpid gives`(wait: Int32, status: ChildStatus, code: Int32) {
        #expect(ChildStatus(waitStatus: wait) == status)
        #expect(status.exitCode == code)
    }

    @Test func `a stopped child has not ended`() {
        #expect(ChildStatus(waitStatus: 20 << 8 | 0x7F) == nil)
    }
}
