import CSMCapture
import CSMLive
import CSMReport
import SessionFollowing
import SessionStore

/// Tells the calls of a session as they come, until it has ended.
struct TailLoop {
    /// How it ended.
    enum End {
        case sessionEnded
        /// `wait` said so.
        case interrupted
    }

    /// Between two looks for news, in milliseconds: what is told is behind what was stored by no
    /// more than that, and what was stored by 200 ms behind what came.
    static let pause = 100
    /// Between two looks whether the recorder still lives, in looks for news.
    private static let looksAState = 10

    let tail: SessionTail
    var lines: TailLines
    /// Writes lines; returns whether to go on.
    let write: (String) throws -> Bool
    /// Waits so many milliseconds; returns whether to go on.
    let wait: (_ milliseconds: Int) throws -> Bool
    /// Whether the session has ended as far as the caller knows, whatever the database says.
    var isOver: () -> Bool = { false }

    mutating func run() throws -> End {
        var looks = 0
        while true {
            // Asked before the events: what was stored before the end is then there to be read.
            let over = isOver()
            guard try tail.hasNews() || over || looks % Self.looksAState == 0 else {
                looks += 1
                guard try wait(Self.pause) else { return .interrupted }
                continue
            }
            looks += 1
            let state = try tail.state()
            while let events = try tail.next() {
                guard try tell(events) else { return .interrupted }
            }
            if over || state != .recording { return .sessionEnded }
            guard try wait(Self.pause) else { return .interrupted }
        }
    }

    private mutating func tell(_ events: [LiveEvent]) throws -> Bool {
        guard !events.isEmpty else { return try wait(0) }
        var text = ""
        for event in events { text += lines.line(of: event) + "\n" }
        return try write(text)
    }
}
