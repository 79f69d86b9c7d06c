"""Send mutated captures to AWS_CSM_HOST:AWS_CSM_PORT and print what Python's JSON makes of them.

usage: send_mutated.py COUNT CAPTURE.jsonl ...      prints JSON: decoded, undecodable, empty
"""

import base64
import json
import os
import random
import socket
import sys


def reject(constant):
    raise ValueError(constant)


def is_object(datagram):
    """One JSON object, blanks or a byte-order mark around it; its text need be no valid UTF-8."""
    text = datagram.decode("utf-8", "replace")
    stripped = text.strip(" \t\r\n\ufeff")
    try:
        return isinstance(json.loads(stripped, parse_constant=reject), dict)
    except (ValueError, RecursionError):
        return False


def mutate(datagram):
    data = bytearray(datagram)
    for _ in range(chance.randint(1, 4)):
        if not data:
            break
        place = chance.randrange(len(data))
        kind = chance.randrange(6)
        if kind == 0:
            data[place] = chance.randrange(256)
        elif kind == 1:
            del data[place]
        elif kind == 2:
            data.insert(place, chance.choice(b'{}[]",:\\ \n019eE+-.tfn\x00'))
        elif kind == 3:
            del data[place:]
        elif kind == 4:
            del data[:place]
        else:
            data[place:place] = data[place : place + chance.randint(1, 40)]
    return bytes(data)


chance = random.Random(2026)
real = [
    base64.b64decode(json.loads(line)["b64"])
    for path in sys.argv[2:]
    for line in open(path, encoding="utf-8")
]
counts = dict(decoded=0, undecodable=0, empty=0)
address = (os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"]))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect(address)
    for index in range(int(sys.argv[1])):
        datagram = mutate(real[index % len(real)])
        sender.send(datagram)
        if not datagram:
            counts["empty"] += 1
        elif is_object(datagram):
            counts["decoded"] += 1
        else:
            counts["undecodable"] += 1
print(json.dumps(counts))
