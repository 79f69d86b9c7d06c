import Glibc

/// How far a replay is, on a terminal, in a line of its own that goes away.
struct ReplayProgress {
    private let isShown: Bool
    private let count: Int

    init(_ talk: Talk, of count: Int) {
        isShown = talk.level != .quiet && isatty(STDERR_FILENO) == 1
        self.count = count
    }

    func tell(_ sent: Int) {
        guard isShown else { return }
        let share = count > 0 ? sent * 100 / count : 100
        _ = FileOutput.write(
            "\r\u{1B}[Kcsm-record: \(sent) of \(count) datagrams sent, \(share)%", to: STDERR_FILENO
        )
    }

    func clear() {
        if isShown { _ = FileOutput.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
