"""Run csm-record in a shell on a real terminal, and press keys.

usage: terminal.py CSM_RECORD        exits with 1 and says why where it does not behave
"""

import codecs
import os
import pty
import select
import sys
import time

csm_record = sys.argv[1]


def spawn():
    """An interactive shell with job control on a terminal of its own."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(PS1="$ ", HISTFILE="/dev/null")
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    return pid, terminal


class Screen:
    def __init__(self, terminal):
        self.terminal = terminal
        self.text = ""
        # A piece may end within a character.
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def wait_for(self, text, count=1):
        deadline = time.time() + 10
        while self.text.count(text) < count:
            if time.time() > deadline:
                sys.exit(f"did not see {text!r} {count} times in {self.text!r}")
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.text += self.decode(os.read(self.terminal, 65536))


child = (
    "import signal, sys, time\n"
    "heard = []\n"
    "signal.signal(signal.SIGINT, lambda *_: heard.append(1))\n"
    "print('re' + 'ady', flush=True)\n"
    "while not heard: time.sleep(0.05)\n"
    "time.sleep(0.5)\n"
    "print('heard', len(heard), 'times')\n"
    "sys.exit(3)\n"
)
path = os.path.dirname(os.path.dirname(os.environ["CSM_RECORD_DB"])) + "/child.py"
with open(path, "w", encoding="utf-8") as file:
    file.write(child)

_, terminal = spawn()
screen = Screen(terminal)
screen.wait_for("$ ")

# Ctrl-C reaches the child from the terminal, once: csm-record must not add another.
screen.type(f"{csm_record} run --port 0 -- python3 {path}; echo status=$?\n")
screen.wait_for("ready")
screen.type("\x03")
screen.wait_for("heard 1 times")
screen.wait_for("status=3")
print("Ctrl-C once")

# Ctrl-Z stops the whole job, so the shell is back; fg continues it.
screen.type(f"{csm_record} run --port 0 -- python3 {path}; echo status=$?\n")
screen.wait_for("ready", 2)
screen.type("\x1a")
screen.wait_for("Stopped")
screen.type("jobs; echo shell is back\n")
screen.wait_for("shell is back\r\n")
screen.type("fg\n")
time.sleep(0.5)
screen.type("\x03")
screen.wait_for("heard 1 times", 2)
screen.type("echo session=$(" + csm_record + " sessions --format csv | sed -n 2p | cut -d, -f8)\n")
screen.wait_for("session=3")
print("Ctrl-Z stops both, fg continues both")

# A child that ignores Ctrl-Z keeps the terminal, as it would without csm-record.
ignoring = "import signal, time; signal.signal(signal.SIGTSTP, signal.SIG_IGN); print('up', 'now', flush=True); time.sleep(1.5); print('still', 'here')"
screen.type(f'{csm_record} run -q --port 0 -- python3 -c "{ignoring}"; echo code=$?\n')
screen.wait_for("up now")
stopped = screen.text.count("Stopped")
screen.type("\x1a")
screen.wait_for("still here")
screen.wait_for("code=0")
if screen.text.count("Stopped") != stopped:
    sys.exit("a child that ignores Ctrl-Z was stopped")
print("Ctrl-Z is the child's to ignore")

# A shell as the child takes a process group of its own, and the terminal with it.
screen.type(f"{csm_record} run -q --port 0 -- env PS1='inner# ' bash --norc -i\n")
screen.wait_for("inner# ", 2)
stopped = screen.text.count("Stopped")
screen.type("suspend\n")
screen.wait_for("Stopped", stopped + 1)
screen.type("echo outer $((20 + 3))\n")
screen.wait_for("outer 23")
screen.type("fg\n")
time.sleep(0.5)
screen.type("echo inner $((20 + 4))\n")
screen.wait_for("inner 24")
screen.type("exit 4\n")
screen.type("echo left=$?\n")
screen.wait_for("left=4")
print("a suspended shell gives the terminal back, and takes it again")
