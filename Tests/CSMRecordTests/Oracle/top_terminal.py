"""Run csm-record top on a real terminal, press keys, resize it, and end it by every signal.

usage: top_terminal.py CSM_RECORD        exits with 1 and says why where it does not behave
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

csm_record = sys.argv[1]


class Terminal:
    """A terminal of some size, with a program on it that is its session's leader."""

    def __init__(self, command, columns=80, lines=24):
        self.master, self.slave = pty.openpty()
        self.resize(columns, lines)
        self.before = termios.tcgetattr(self.slave)
        self.text = ""
        self.what = "by q"
        # A piece may end within a character.
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for number in range(3):
                os.dup2(self.slave, number)
            os.closerange(3, 64)
            # Signals that a parent blocks or ignores, as Python does, would stay so.
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            os.environ.update(TERM="xterm-256color", PS1="$ ", HISTFILE="/dev/null")
            os.execvp(command[0], command)

    def resize(self, columns, lines):
        self.size = (columns, lines)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys):
        os.write(self.master, keys.encode())

    def read(self, seconds):
        deadline = time.time() + seconds
        while (left := deadline - time.time()) > 0:
            if select.select([self.master], [], [], left)[0]:
                self.text += self.decode(os.read(self.master, 65536))

    def wait_for(self, pattern, count=1):
        deadline = time.time() + 15
        while len(re.findall(pattern, self.text)) < count:
            if time.time() > deadline:
                sys.exit(f"did not see {pattern!r} {count} times in {self.text[-3000:]!r}")
            self.read(0.05)

    def end(self):
        """The status of the program, and what it wrote to the end; the terminal must be as it was."""
        deadline = time.time() + 15
        while True:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.time() > deadline:
                sys.exit(f"did not end {self.what}; {self.text[-300:]!r}")
        self.read(0.1)
        after = termios.tcgetattr(self.slave)
        if after != self.before:
            sys.exit(f"the terminal's modes are {after}, they were {self.before}")
        for on, off in [("?1049h", "?1049l"), ("?25l", "?25h"), ("?7l", "?7h")]:
            if self.text.rfind(on) > self.text.rfind(off) or on not in self.text:
                sys.exit(f"{on} without {off} in {self.text[-300:]!r}")
        os.close(self.master)
        os.close(self.slave)
        return status

    def frames(self):
        """The lines drawn so far, without colours, each with its row: one list a frame."""
        frames = []
        for row, line in re.findall(r"\x1b\[(\d+);1H\x1b\[2K(.*?)(?=\x1b\[\d+;1H|\Z)", self.text, re.S):
            if row == "1":
                frames.append([])
            plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line)
            if any(ord(character) < 32 or ord(character) == 127 for character in plain):
                sys.exit(f"a control character in {line!r}")
            frames[-1].append(plain)
        return frames


def top(*arguments, **size):
    terminal = Terminal([csm_record, "top", *arguments], **size)
    terminal.wait_for("q quit")
    return terminal


# The keys.
terminal = top()
terminal.wait_for("the session has ended")
terminal.type("s")
terminal.wait_for("sort: calls")
terminal.type("/getobject\r")
terminal.wait_for("/ filter: getobject")
terminal.read(0.3)
frame = terminal.frames()[-1]
rows = [line for line in frame if re.match(r"[A-Z][A-Za-z0-9]*\.", line)]
if len(rows) != 1 or not rows[0].startswith("S3.GetObject"):
    sys.exit(f"the filter shows {rows}")
terminal.type("\x1b")
# What follows Escape at once is taken for a part of the same key.
terminal.read(0.5)
terminal.type("?")
terminal.wait_for("only operations with errors, all of them")
terminal.type("?p")
terminal.wait_for("PAUSED")
terminal.type("q")
if status := terminal.end():
    sys.exit(f"q ends with {status}")
print("keys sort, filter, explain, pause and quit")

terminal = top()
terminal.type("\x03")
if status := terminal.end():
    sys.exit(f"Ctrl-C ends with {status}")
print("Ctrl-C quits")

# Every size, whatever is shown.
terminal = top(columns=80, lines=24)
for columns, lines in [(80, 24), (200, 60), (40, 10), (20, 5), (300, 8), (25, 3), (120, 40)]:
    terminal.read(0.1)
    terminal.text = terminal.text[-10:] + "\x1b[?1049h\x1b[?25l\x1b[?7l"
    terminal.resize(columns, lines)
    terminal.wait_for(r"\x1b\[1;1H")
    terminal.read(0.3)
    frame = terminal.frames()[-1]
    if len(frame) != lines:
        sys.exit(f"{len(frame)} lines at {columns} x {lines}")
    if wide := [line for line in frame if len(line) > max(20, columns)]:
        sys.exit(f"{wide} at {columns} x {lines}")
terminal.type("q")
terminal.end()
print("no frame is larger than the terminal")

# Every signal that ends a program.
harmless = {
    signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH, signal.SIGTSTP, signal.SIGTTIN,
    signal.SIGTTOU, signal.SIGPIPE, signal.SIGINT,
}
for number in sorted(signal.valid_signals()):
    if number in (signal.SIGKILL, signal.SIGSTOP) or number in harmless:
        continue
    terminal = top()
    terminal.what = f"by signal {number}"
    os.kill(terminal.pid, number)
    status = terminal.end()
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != number:
        sys.exit(f"signal {number} ends with {status}")
print("every signal leaves the terminal as it was")

for number in sorted(harmless - {signal.SIGINT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}):
    terminal = top()
    os.kill(terminal.pid, number)
    terminal.read(0.2)
    terminal.type("q")
    if status := terminal.end():
        sys.exit(f"after signal {number} q ends with {status}")
print("what ends no program does not end it")

# A terminal that goes away takes it along.
terminal = top()
os.close(terminal.slave)
os.close(terminal.master)
deadline = time.time() + 10
while not os.waitpid(terminal.pid, os.WNOHANG)[0]:
    if time.time() > deadline:
        sys.exit("it outlives its terminal")
    time.sleep(0.02)
print("it ends with its terminal")

# Ctrl-Z gives the terminal back to the shell, and fg draws again.
terminal = Terminal(["bash", "--norc", "--noprofile", "-i"])
terminal.wait_for(r"\$ ")
terminal.type(f"{csm_record} top\r")
terminal.wait_for("q quit")
terminal.type("\x1a")
terminal.wait_for("Stopped")
terminal.type("stty -a | tr ' ' '\\n' | grep -cE '^(icanon|echo);?$'\r")
terminal.wait_for(r"\r2\r\n")
if terminal.text.rfind("?1049l") < terminal.text.rfind("?1049h"):
    sys.exit("stopped on the alternate screen")
terminal.type("fg\r")
terminal.wait_for(r"\x1b\[\?1049h", 2)
terminal.read(0.3)
terminal.type("q")
terminal.wait_for(r"\x1b\[\?1049l", 2)
terminal.type("echo left=$?\r")
terminal.wait_for(r"left=0\r\n")
# In the background it waits for the terminal.
terminal.type(f"{csm_record} top & sleep 0.5; jobs\r")
terminal.wait_for("Stopped", 2)
terminal.type("fg\r")
terminal.wait_for(r"\x1b\[\?1049h", 3)
terminal.read(0.3)
terminal.type("q")
terminal.wait_for(r"\x1b\[\?1049l", 3)
terminal.type("exit\r")
terminal.end()
print("Ctrl-Z gives the terminal back, fg draws again")
