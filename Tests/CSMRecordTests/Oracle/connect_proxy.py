"""An HTTP proxy on loopback that tunnels by CONNECT, and tells what it was asked.

usage: connect_proxy.py        prints its port, serves until killed

Control, on the same port:
  PUT /_control   JSON; forgets everything and sets (default): user (null; NAME:PASSWORD that
                  everybody has to give, else 407), refuse (null; a status for every CONNECT), to
                  (null; the port of loopback that is behind every name)
  GET /_control   requests: [{method, target, user: NAME:PASSWORD as it was sent, or null, status}]
"""

import base64
import json
import socket
import threading

options = dict(user=None, refuse=None, to=None)
requests = []


def read_head(client):
    head = b""
    while b"\r\n\r\n" not in head:
        if not (piece := client.recv(65_536)):
            raise ConnectionError("no head")
        head += piece
    head, _, rest = head.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    method, target, _ = first.split(" ", 2)
    return method, target, {name.lower(): value.strip() for name, _, value in pairs}, rest


def user(headers):
    scheme, _, text = headers.get("proxy-authorization", "").partition(" ")
    return base64.b64decode(text).decode() if scheme.lower() == "basic" else None


def copy(source, sink):
    try:
        while piece := source.recv(65_536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def tunnel(client, target, rest):
    host, _, port = target.rpartition(":")
    address = ("127.0.0.1", options["to"]) if options["to"] else (host.strip("[]"), int(port))
    with socket.create_connection(address) as server:
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        server.sendall(rest)
        back = threading.Thread(target=copy, args=[server, client])
        back.start()
        copy(client, server)
        back.join()


def answer(client, status, body=""):
    asks = 'Proxy-Authenticate: Basic realm="proxy"\r\n' if status == 407 else ""
    head = f"HTTP/1.1 {status} Answer\r\n{asks}Content-Length: {len(body)}\r\n\r\n"
    client.sendall((head + body).encode())


def control(client, method, headers, body):
    while len(body) < int(headers.get("content-length", 0)):
        body += client.recv(65_536)
    if method == "PUT":
        options.update(dict.fromkeys(options) | json.loads(body))
        requests.clear()
    answer(client, 200, json.dumps(dict(requests=requests)))


def serve(client):
    with client:
        method, target, headers, rest = read_head(client)
        if target == "/_control":
            return control(client, method, headers, rest)
        given, status = user(headers), 200
        if method != "CONNECT":
            status = 405
        elif options["user"] not in (None, given):
            status = 407
        elif options["refuse"]:
            status = options["refuse"]
        requests.append(dict(method=method, target=target, user=given, status=status))
        if status == 200:
            tunnel(client, target, rest)
        else:
            answer(client, status)


listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
