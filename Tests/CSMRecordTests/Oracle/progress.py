"""Run csm-record with a terminal as its standard error, and hold it up for over a second.

usage: progress.py WIDTH HOW COMMAND...     HOW: feed:FILE, slowly, into its standard input;
                                            drain its standard output, slowly; lock:DATABASE; none
Prints what the terminal got; exits as the command does.
"""

import fcntl
import os
import pty
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time

PAUSE = 1.3

width, how, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
terminal, inner = pty.openpty()
fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
screen = []


def watch():
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return
        if not data:
            return
        screen.append(data)


database = None
if how.startswith("lock:"):
    database = sqlite3.connect(how[5:], isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
program = subprocess.Popen(
    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=inner
)
os.close(inner)
watcher = threading.Thread(target=watch)
watcher.start()
if how.startswith("feed:"):
    with open(how[5:], "rb") as file:
        data = file.read()
    half = len(data) // 2
    program.stdin.write(data[:half])
    program.stdin.flush()
    time.sleep(PAUSE)
    program.stdin.write(data[half:])
elif how != "none":
    time.sleep(PAUSE)
if database:
    database.execute("ROLLBACK")
program.stdin.close()
while program.stdout.read(65536):
    pass
status = program.wait()
watcher.join()
sys.stdout.buffer.write(b"".join(screen))
sys.exit(status)
