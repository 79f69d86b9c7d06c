"""Sends spans as a collector would, in the orders and with the faults that no SDK makes.

Usage: send_spans.py SCENARIO, with the variables that csm-record sets.
"""
import gzip
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

ENDPOINT = urlsplit(os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
ids = random.Random(7)


def attribute(name, value):
    if isinstance(value, int):
        return {"key": name, "value": {"intValue": str(value)}}
    return {"key": name, "value": {"stringValue": value}}


def span(start_ms, latency_ms, parent=None, trace=None, kind=3, events=(), status=0, **attributes):
    start = int(start_ms * 1_000_000)
    return {
        "traceId": parent["traceId"] if parent else trace or f"{ids.getrandbits(128):032x}",
        "spanId": f"{ids.getrandbits(64) | 1:016x}",
        "parentSpanId": parent["spanId"] if parent else "",
        "name": "span", "kind": kind,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(latency_ms * 1_000_000)),
        "attributes": [attribute(k.replace("__", "."), v) for k, v in attributes.items()],
        "events": list(events), "status": {"code": status},
    }


def call(service, api, start_ms, latency_ms=10, **more):
    return span(
        start_ms, latency_ms, rpc__system="aws-api", rpc__service=service, rpc__method=api,
        cloud__region="eu-west-1", **more)


def attempt(parent, start_ms, latency_ms=5, status=200):
    return span(
        start_ms, latency_ms, parent=parent, http__request__method="POST",
        server__address="aws.test", http__response__status_code=status)


def body(*spans):
    resource = {"attributes": [attribute("telemetry.sdk.language", "nodejs")]}
    scope = {"scope": {"name": "collector"}, "spans": list(spans)}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}).encode()


def connect():
    return http.client.HTTPConnection(ENDPOINT.hostname, ENDPOINT.port)


def post(data, connection=None, **headers):
    connection = connection or connect()
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    connection.request("POST", ENDPOINT.path, data, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def now_ms():
    return time.time() * 1_000


def order():
    """Attempts before and after their call, in other requests and over other connections."""
    start = now_ms()
    late, early, mixed = (call("S3", name, start) for name in ("Late", "Early", "Mixed"))
    post(body(late))
    post(body(attempt(early, start + 1)))
    post(body(attempt(mixed, start + 6, status=200), mixed, attempt(mixed, start + 1, status=503)))
    post(body(early))
    time.sleep(0.3)
    post(body(attempt(late, start + 1)))
    # To somebody else than AWS, and of a trace that has no call.
    post(body(span(start, 3, http__request__method="GET", server__address="example.com")))
    post(body(attempt(call("S3", "NeverSent", start), start)))


def duplicates():
    """A request that is sent again, as exporters do after a lost answer."""
    start = now_ms()
    spans = [call("S3", "Get", start + i) for i in range(16)]
    data = body(*spans, *(attempt(s, start) for s in spans))
    for _ in range(3):
        post(data)
        time.sleep(0.7)


def csm_socket():
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.connect((os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"])))
    return udp


def csm(udp, api, start, request_id, latency=10, agent="Boto3/1.43.0"):
    common = {
        "Version": 1, "ClientId": os.environ["AWS_CSM_CLIENT_ID"], "Service": "DynamoDB",
        "Api": api, "Region": "eu-west-1", "UserAgent": agent}
    udp.send(json.dumps({
        **common, "Type": "ApiCallAttempt", "Timestamp": int(start) + 1, "AttemptLatency": latency - 2,
        "HttpStatusCode": 200, "Fqdn": "aws.test", "XAmznRequestId": request_id,
    }, separators=(",", ":")).encode())
    udp.send(json.dumps({
        **common, "Type": "ApiCall", "Timestamp": int(start), "AttemptCount": 1,
        "FinalHttpStatusCode": 200, "Latency": latency, "MaxRetriesExceeded": 0,
    }, separators=(",", ":")).encode())


def traced(api, start, request_id, table, latency=10):
    return call(
        "DynamoDB", api, start, latency, aws__request_id=request_id, retry_attempts=0,
        http__status_code=200, aws__dynamodb__table_names=table)


def both():
    """Calls that CSM and spans tell of, by turns with calls of one way alone."""
    udp = csm_socket()
    start = now_ms()
    spans = []
    for i in range(40):
        # Four at a time, which only their ids tell apart.
        csm(udp, "GetItem", start + i // 4 * 20, f"id{i}")
        spans.append(traced("GetItem", start + i // 4 * 20 + 0.7, f"id{i}", f"table{i % 2}"))
    csm(udp, "PutItem", start, "csm-only")
    spans.append(traced("Query", start, "span-only", "table0"))
    # The same operation at the same time as a call of CSM's, and yet another call.
    csm(udp, "Scan", start, "one")
    spans.append(traced("Scan", start, "two", "table1"))
    # No ids at all: by operation and time.
    csm(udp, "DeleteItem", start, "")
    spans.append(traced("DeleteItem", start + 3, "", "table0"))
    random.Random(1).shuffle(spans)
    post(body(*spans[:20]))
    post(body(*spans[20:]))


def lagging():
    """Calls of threads that wait for each other: CSM sees each begin later than its span does."""
    udp = csm_socket()
    start = now_ms()
    spans = []
    for i in range(8):
        # All overlap, and each lies in the spans of those before it.
        csm(udp, "GetItem", start + 20 + 6 * i, f"id{i}", 200)
        spans.append(traced("GetItem", start + 3 * i, f"id{i}", f"table{i}", 400))
    # Without ids nothing says that these are one call.
    csm(udp, "DeleteItem", start + 20, "")
    spans.append(traced("DeleteItem", start, "", "table0"))
    random.Random(1).shuffle(spans)
    post(body(*spans))


def absurd():
    """Times that nobody means, by both ways."""
    udp = csm_socket()
    for start in (0, -1, 2**63 - 1, -(2**63), 2**63 - 2**31, 10**18):
        csm(udp, "GetItem", start, f"id{start}", 2**31 - 1)
        csm(udp, "GetItem", start, "", 2)
    for start in (0, 1, 2**64 // 1_000_000 - 1):
        post(body(traced("PutItem", start, "id0", "table0"), traced("PutItem", start, "", "table0")))


def long():
    """A datagram that leaves little room for what its span adds."""
    start = now_ms()
    csm(csm_socket(), "GetItem", start, "id", agent="Boto3/" + "x" * 65_200)
    post(body(traced("GetItem", start, "id", "table" * 100)))


def burst():
    """Many spans at once, compressed, over several connections."""
    start = now_ms()

    def send(number):
        connection = connect()
        for i in range(5):
            calls = [call("SQS", "SendMessage", start + i, aws__sqs__queue__url=f"http://q/0/q{number}")
                     for _ in range(250)]
            assert post(gzip.compress(body(*calls)), connection, Content_Encoding="gzip") == 200

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]


def hanging():
    """A process that goes on with its connection open, when the command has ended."""
    post(body(call("S3", "Get", now_ms())))
    held = connect()
    held.connect()
    held.sock.set_inheritable(True)
    subprocess.Popen(["sleep", "5"], pass_fds=[held.sock.fileno()], start_new_session=True)


def secrets():
    """A session token within an error's message."""
    message = "token FwoGZXIvYXdzEBYaDHNlY3JldHNlY3JldHNlY3JldA== key AKIAIOSFODNN7EXAMPLE"
    event = {"name": "exception", "attributes": [
        attribute("exception.type", "Error"), attribute("exception.message", message),
        attribute("exception.stacktrace", "at secret.js:1")]}
    post(body(call("S3", "Get", now_ms(), events=[event], status=2, url__query="secret=1")))


def last():
    """A request that is not yet read when the command ends."""
    connection = socket.create_connection((ENDPOINT.hostname, ENDPOINT.port))
    data = body(*(call("S3", "Get", now_ms()) for _ in range(500)))
    head = (f"POST {ENDPOINT.path} HTTP/1.1\r\nHost: {ENDPOINT.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n")
    connection.sendall(head.encode() + data)
    os._exit(0)


globals()[sys.argv[1]]()
