"""HTTP of a scripted AWS service: a connection, every way of ending it, answers and errors."""

import email.utils
import http
import json
import socket
import struct
import uuid

JSON_TYPE = "application/x-amz-json-1.1"
PHRASES = {status.value: status.phrase for status in http.HTTPStatus}


class Connection:
    """Bytes in, bytes out, and every way of ending it. Reading past the end is an OSError."""

    def __init__(self, plain, number, tls):
        self.socket, self.number, self.tls, self.buffer = plain, number, tls, bytearray()
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self):
        if self.tls:
            self.socket = self.tls.wrap_socket(self.socket, server_side=True)

    def read_head(self):
        """Method, path and headers (lower-case; several of one name joined, as they are signed)."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if not (piece := self.socket.recv(65536)) or len(self.buffer) > 65536:
                raise ConnectionError("no head")
            self.buffer += piece
        first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
        del self.buffer[: end + 4]
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        method, path, _ = (first + "  ").split(" ", 2)
        return method, path, headers

    def read_body(self, headers):
        if headers.get("expect", "").lower() == "100-continue":
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = bytearray(int(headers.get("content-length", 0)))
        have = min(len(self.buffer), len(body))
        body[:have] = self.buffer[:have]
        del self.buffer[:have]
        with memoryview(body) as view:
            while have < len(body):
                if not (got := self.socket.recv_into(view[have:])):
                    raise ConnectionError("no body")
                have += got
        return body

    def send(self, data):
        self.socket.sendall(data)

    def wait(self, seconds):
        """Until the client closes, at most that long."""
        self.socket.settimeout(seconds)
        try:
            self.socket.recv(1)
        except OSError:
            pass

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self, politely):
        try:
            if politely and self.tls:
                self.socket.settimeout(1)
                self.socket = self.socket.unwrap()
        except OSError:
            pass
        self.socket.close()


def answer(now, status, body, kind=JSON_TYPE, chunked=False, **headers):
    """`now` is the service's time, in seconds; underscores in a header's name stand for hyphens."""
    body = body if isinstance(body, bytes) else body.encode()
    length = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": len(body)}
    if chunked:
        pieces = [body[: len(body) // 2], body[len(body) // 2 :], b""]
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    names = {"x-amzn-RequestId": uuid.uuid4(), "Date": email.utils.formatdate(now, usegmt=True)}
    names |= {"Content-Type": kind, **length, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return f"HTTP/1.1 {status} {PHRASES.get(status, 'Unknown')}\r\n{head}\r\n".encode() + body


def error(now, namespace, status, code, message, form, retry_after_ms=None):
    """In one of the forms in which AWS says an error's code."""
    headers = {} if retry_after_ms is None else {"x_amz_retry_after": retry_after_ms}
    if form == "xml":
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        return answer(now, status, body, "text/xml", **headers)
    if form == "xml_root":
        body = f"<{code}>\n  <Message>{message}</Message>\n</{code}>\n"
        return answer(now, status, body, "application/xml", **headers)
    body = {"message": message}
    if form in ("header", "header_url", "both"):
        url = f":http://internal.amazon.com/coral/com.amazonaws.{namespace}/"
        headers["x_amzn_errortype"] = code + (url if form == "header_url" else "")
    if form in ("type", "type_ns", "both"):
        body["__type"] = (f"com.amazonaws.{namespace}#" if form == "type_ns" else "") + code
    return answer(now, status, json.dumps(body), **headers)
