import Synchronization

/// An answer that is looked for once, by whoever needs it first.
final class Once<Answer: Sendable>: Sendable {
    private let answer = Mutex<Answer?>(nil)
    private let find: @Sendable () -> Answer

    init(_ find: @escaping @Sendable () -> Answer) { self.find = find }

    var value: Answer {
        answer.withLock { known in
            if let known { return known }
            let found = find()
            known = found
            return found
        }
    }
}
