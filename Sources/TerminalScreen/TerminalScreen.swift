import CLinuxShims
import Glibc

/// The whole of a terminal, taken over to draw on and given back as it was, whatever ends the
/// process but SIGKILL, which nothing can see.
///
/// There is one at a time.
public struct TerminalScreen: ~Copyable {
    /// The alternate screen, no cursor, and no line that goes on in the next one.
    private static let enterText = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaveText = "\u{1B}[?7h\u{1B}[?25h\u{1B}[0m\u{1B}[?1049l"

    private let keyboard: Int32
    private let output: Int32
    private var isEntered = false

    /// `keyboard` is read and `output` drawn on; both are the terminal.
    public init(keyboard: Int32, output: Int32) {
        self.keyboard = keyboard
        self.output = output
    }

    deinit { csm_restore_terminal() }

    /// Takes the screen over; again, after `leave`, or where somebody else may have used it
    /// meanwhile.
    public mutating func enter() throws(TerminalError) {
        // Before anything is changed: what is put back in the end is what there was before.
        if !isEntered,
            csm_restore_terminal_at_end(output, Self.leaveText, Self.leaveText.utf8.count) != 0
        {
            throw TerminalError(code: errno)
        }
        var modes = termios()
        tcgetattr(keyboard, &modes)
        // Keys one by one, unseen; those that send signals still do.
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
        modes.c_iflag &= ~tcflag_t(IXON)
        withUnsafeMutableBytes(of: &modes.c_cc) { bytes in
            bytes[Int(VMIN)] = 0
            bytes[Int(VTIME)] = 0
        }
        guard tcsetattr(keyboard, TCSANOW, &modes) == 0 else { throw TerminalError(code: errno) }
        isEntered = true
        try write(Self.enterText)
    }

    /// Gives it back.
    public mutating func leave() {
        guard isEntered else { return }
        isEntered = false
        csm_restore_terminal()
    }

    /// The columns and lines that there are now.
    public var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Draws lines from the top, over what is there.
    public func draw(_ lines: [String]) throws(TerminalError) {
        var text = ""
        for (index, line) in lines.enumerated() {
            // To clear the line's rest would take the last character of one that is full.
            text += "\u{1B}[\(index + 1);1H\u{1B}[2K\(line)\u{1B}[0m"
        }
        try write(text)
    }

    private func write(_ text: String) throws(TerminalError) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(output, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var request = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if errno != EINTR {
                throw TerminalError(code: errno)
            }
        }
    }
}
