import CSMCapture
import CSMLive
import CSMReport
import Glibc
import SessionFollowing
import SessionStore
import TerminalScreen

/// A live table on a terminal: looks at the sessions again and again, hears keys, and draws.
struct TopLoop: ~Copyable {
    /// A look may take a processor for this part of the time, and no more: what is watched must not
    /// suffer.
    private static let share: Int64 = 20
    /// However long one takes, the next comes within this, in milliseconds.
    private static let longestPause: Int64 = 10_000

    private let source: TopSource
    private var controls: LiveControls
    private let styling: StyleOptions
    /// Milliseconds.
    private let interval: Int64
    private var screen: TerminalScreen
    private var events: TerminalEvents
    private var bytes = KeyBytes()
    private var watch: SessionsWatch?
    private var frame: LiveFrame?
    /// When to look next, in milliseconds.
    private var nextLook: Int64 = 0

    /// Throws for sessions that are not there, before the terminal is touched.
    init(
        _ source: TopSource, _ controls: LiveControls, _ styling: StyleOptions,
        intervalMilliseconds: Int64
    ) throws {
        Thread.yieldPriority(by: 19)
        let watch = try source.watch()
        let events = try TerminalEvents(keyboard: STDIN_FILENO)
        self.source = source
        self.controls = controls
        self.styling = styling
        interval = intervalMilliseconds
        self.watch = watch
        self.events = events
        screen = TerminalScreen(keyboard: STDIN_FILENO, output: STDOUT_FILENO)
    }

    /// Runs until the user has seen enough; the terminal is then as it was.
    mutating func run() throws {
        try screen.enter()
        defer { screen.leave() }
        while true {
            let now = Clock.monotonicMilliseconds()
            if now >= nextLook {
                let before = Clock.thread()
                try look()
                // A look that took much is not taken so often.
                let cost = (Clock.thread() - before) / 1_000_000 * Self.share
                nextLook = now + max(interval, min(cost, Self.longestPause))
                if !controls.isPaused { try draw() }
            }
            let wait = nextLook - Clock.monotonicMilliseconds()
            for event in events.next(withinMilliseconds: Int(wait)) {
                guard try answer(event) else { return }
            }
        }
    }

    /// Returns whether to go on.
    private mutating func answer(_ event: TerminalEvents.Event) throws -> Bool {
        switch event {
        case .interrupted, .closed: return false
        case .suspended:
            screen.leave()
            events.stop()
            try screen.enter()
        case .continued: try screen.enter()
        case .resized: break
        case .keys(let bytes):
            for key in self.bytes.keys(in: bytes) { controls.press(LiveControls.Key(key)) }
            if controls.wantsToQuit { return false }
        }
        try draw()
        return true
    }

    private mutating func look() throws {
        do throws(StoreError) {
            try watch?.look(now: source.now)
        } catch {
            // Another program had the database's lock: there is another look soon.
            guard error.isBusy else { throw error }
        }
        if let newer = try source.newer() { watch = newer }
    }

    private mutating func draw() throws {
        let size = screen.size
        var style = styling.style(for: STDOUT_FILENO)
        style.width = size.width
        let shown = frame(of: size, style)
        let screenful = TopScreen(
            shown, of: watch?.sessions ?? [], isOver: watch?.isOver ?? false, controls, style)
        try screen.draw(screenful.lines(height: size.height))
    }

    /// While it pauses, what was seen last.
    private mutating func frame(
        of size: (width: Int, height: Int), _ style: TextStyle
    ) -> LiveFrame {
        if controls.isPaused, let frame { return frame }
        let parts = TopScreen.minuteParts(style, interval: Double(interval) / 1_000)
        var query = controls.query
        // Of what is over nothing is going on now.
        if watch?.isOver ?? false { query.focus = .sinceStart }
        let now = LiveFrame(
            of: watch?.figures ?? LiveFigures(window: 1), query, limit: size.height,
            parts: parts, isOver: watch?.isOver ?? true)
        frame = now
        return now
    }
}

extension LiveControls.Key {
    fileprivate init(_ key: KeyBytes.Key) {
        switch key {
        case .character(let character): self = .character(character)
        case .enter: self = .enter
        case .escape: self = .escape
        case .backspace: self = .backspace
        case .control("u"): self = .kill
        case .control, .sequence: self = .other
        }
    }
}
