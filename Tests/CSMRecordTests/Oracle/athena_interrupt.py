"""Run csm-record with a terminal as its standard error, and press Ctrl-C twice.

usage: athena_interrupt.py COMMAND...     once a query is shown, and once that was heard

Prints what the terminal got; exits as the command does.
"""

import os
import pty
import select
import signal
import subprocess
import sys
import time

terminal, inner = pty.openpty()
program = subprocess.Popen(sys.argv[1:], stderr=inner, stdout=subprocess.DEVNULL)
os.close(inner)
screen = b""


def read():
    """Whether there may be more."""
    global screen
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    screen += data
    return bool(data)


def wait_for(text):
    deadline = time.time() + 10
    while text not in screen:
        if time.time() > deadline:
            program.kill()
            sys.exit(f"did not see {text!r} in {screen!r}")
        if select.select([terminal], [], [], 0.1)[0]:
            read()


wait_for(b" scanned")
program.send_signal(signal.SIGINT)
wait_for(b"at once\r\n")
program.send_signal(signal.SIGINT)
while read():
    pass
sys.stdout.buffer.write(screen)
sys.exit(program.wait())
