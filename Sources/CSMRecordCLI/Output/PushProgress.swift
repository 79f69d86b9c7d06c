import CSMCapture
import FirehoseDelivery
import Glibc

/// How far a push is, on a terminal, in a line of its own that goes away.
final class PushProgress {
    private let isShown: Bool
    private let events: Int
    private let start = Clock.monotonic()

    init(_ talk: Talk, of events: Int) {
        isShown = talk.level != .quiet && isatty(STDERR_FILENO) == 1
        self.events = events
    }

    func tell(_ figures: DeliveryFigures) {
        guard isShown else { return }
        let seconds = max(0.001, Double(Clock.monotonic() - start) / 1e9)
        let left = max(0, events - figures.events)
        var parts = [
            "\(figures.events) of \(events) events",
            "\(figures.bytes >> 10) KiB",
            "\(Int(Double(figures.bytes >> 10) / seconds)) KiB/s",
        ]
        if figures.resent > 0 { parts.append("\(figures.resent) resent") }
        if figures.events > 0, left > 0 {
            let rest = Int(seconds * Double(left) / Double(figures.events))
            parts.append("\(rest / 60):\(rest % 60 < 10 ? "0" : "")\(rest % 60) left")
        }
        let text = "\r\u{1B}[Kcsm-record: \(bar(figures.events)) " + parts.joined(separator: ", ")
        let width = SystemFacts.terminalWidth(STDERR_FILENO) ?? 80
        _ = FileOutput.write(String(text.prefix(width + 3)), to: STDERR_FILENO)
    }

    private func bar(_ done: Int) -> String {
        let width = 20
        let filled = events > 0 ? min(width, done * width / events) : width
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: width - filled) + "]"
    }

    func clear() {
        if isShown { _ = FileOutput.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
