"""Sends what an AWS SDK would for calls that are made up: send_calls.py S3.GetObject=20x10 ...

OPERATION=CALLSxLATENCY, the latency in milliseconds. A file's path in its place holds the latencies of one
run after another; the last one is also that of all further runs.
"""

import json
import os
import socket
import sys
import time

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
port = int(os.environ["AWS_CSM_PORT"])
for argument in sys.argv[1:]:
    operation, what = argument.split("=")
    service, api = operation.split(".")
    calls, latency = what.split("x", 1)
    if not latency.isdigit():
        path = latency
        with open(path) as file:
            latency, *later = file.read().split()
        with open(path, "w") as file:
            file.write(" ".join(later or [latency]))
    for _ in range(int(calls)):
        event = {
            "Version": 1, "ClientId": os.environ.get("AWS_CSM_CLIENT_ID", ""),
            "Service": service, "Api": api, "Timestamp": int(time.time() * 1000),
        }
        attempt = event | {
            "Type": "ApiCallAttempt", "AttemptLatency": int(latency), "HttpStatusCode": 200,
            "Fqdn": "127.0.0.1:1",
        }
        call = event | {
            "Type": "ApiCall", "Latency": int(latency), "AttemptCount": 1,
            "FinalHttpStatusCode": 200,
        }
        for datagram in (attempt, call):
            sender.sendto(json.dumps(datagram).encode(), ("127.0.0.1", port))
