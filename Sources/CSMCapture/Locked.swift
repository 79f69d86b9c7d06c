import Glibc

/// A value that one thread at a time may touch.
///
/// The standard library's Mutex would do, but on Linux it is a futex of its own that the thread
/// sanitizer cannot see, so that each use of it is reported as a race. This one is pthread's.
final class Locked<Value: Sendable>: @unchecked Sendable {  // every access holds the mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
