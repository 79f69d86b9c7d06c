"""Forwards HTTP to an endpoint, from two ports, one of which is late for one operation.

usage: delay_proxy.py ENDPOINT OPERATION MILLISECONDS
Prints the endpoint that passes all on at once, then the one that is late for OPERATION, as in
SQS.SendMessage: a call by a target header. Runs until it is killed.
"""

import http.client
import http.server
import sys
import threading
import time
import urllib.parse

endpoint = urllib.parse.urlsplit(sys.argv[1])
operation = sys.argv[2].split(".")[1]
delay = float(sys.argv[3]) / 1000
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Forward(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.upstream = http.client.HTTPConnection(endpoint.hostname, endpoint.port)

    def forward(self):
        if self.server.is_late and self.headers.get("X-Amz-Target", "").endswith("." + operation):
            time.sleep(delay)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.upstream.request(self.command, self.path, body, dict(self.headers))
        answer = self.upstream.getresponse()
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        length = answer.headers["Content-Length"] if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", str(length or 0))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = forward

    def log_message(self, *_):
        pass


servers = []
for is_late in (False, True):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward)
    server.is_late = is_late
    server.handle_error = lambda *_: None  # who was called may hang up
    servers.append(server)
    threading.Thread(target=server.serve_forever).start()
for server in servers:
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
