"""Receive datagrams while a command runs, with nothing of ours.

usage: receive.py [--stop-after N] COMMAND [ARG ...]

Runs COMMAND with AWS_CSM_HOST and AWS_CSM_PORT set, stops listening after N datagrams, and prints
JSON: what came in base64, when (seconds since the first), and COMMAND's exit code.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time

arguments = sys.argv[1:]
most = None
if arguments[0] == "--stop-after":
    most, arguments = int(arguments[1]), arguments[2:]

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
receiver.settimeout(0.2)
os.environ.update(AWS_CSM_HOST="127.0.0.1", AWS_CSM_PORT=str(receiver.getsockname()[1]))
process = subprocess.Popen(arguments)
datagrams, times = [], []
while True:
    try:
        datagrams.append(receiver.recv(65536))
        times.append(time.monotonic())
        if most is not None and len(datagrams) >= most:
            receiver.close()
            process.wait()
            break
    except TimeoutError:
        if process.poll() is not None:
            break
print(
    json.dumps(
        dict(
            datagrams=[base64.b64encode(datagram).decode() for datagram in datagrams],
            seconds=[own - times[0] for own in times],
            status=process.returncode,
        )
    )
)
