"""A strict Amazon Data Firehose on loopback that fails by a script and keeps a ledger.

usage: firehose_server.py [--tls CERT KEY] [--count-only]     prints its port, serves until killed

--count-only checks nothing and answers as cheaply as it can; GET /_control gives its figures.

Control, on the same port:
  PUT /_control             JSON; forgets everything and sets (default): stream (csm), region (us-east-1),
                            credentials ([{access_key, secret_key, session_token}]; AKIDEXAMPLE, secret),
                            clock_offset_s (0), script ([]), after (ok), seed (0), verify_signature (true)
  GET /_control[?lines=1]   calls, copies ({event id: times committed}), violations, billed_kib,
                            faults_ambiguous; lines ({event id: line}) of what was committed
  POST /_control/restarted  a new pusher: it need not go on with the failed records of the last one

A call that keeps every rule takes the next outcome of the script; after the script, `after` for ever.
A broken rule is a violation and 4xx; a signature that does not verify is 403, another stream 400. These
take no outcome and are calls with the outcome "violation" or "rejected".

An outcome is a name, or {"do": name} with parameters (defaults in brackets). Those marked + commit, ? are
ambiguous: the client cannot know. What commits does so at once, before any waiting.
  ok +
  partial +            fail: indices, else share [0.5] by chance, at least one, not all of two or more; code
                       [ServiceUnavailableException]; commits the others
  all_fail             code [ServiceUnavailableException]; 200, every entry failed
  wrong_length + ?     by: entries too many or, below 0, too few [1 or -1 by chance]
  unreadable + ?       200, body [half a JSON object]
  error                status [500], code [InternalFailure], message, retry_after_ms, form [header]:
                       header, header_url (code:http://…), type, type_ns (ns#Code), xml, xml_root (<Code>)
  html                 status [503]; no code anywhere
  reset_before ?       reset once the head is read (it tells data from control), the body unread, nothing
                       checked: in the ledger with no records
  reset_after ?        reads all, commits nothing, resets
  commit_then_reset + ?
  commit_then_cut + ?  sends share [0.5] of the answer's bytes and closes
  close_idle +         ok, then closes without having said so
  slow +               ok after seconds [1]
  trickle +            ok byte by byte over seconds [1]
  hang + ?             no answer, closes after seconds [1] or when the client does
  continue_first +     100 Continue, then ok
  chunked +            ok, chunked
"""

import itertools
import json
import socket
import ssl
import sys
import threading
import time
import traceback

import wire
from firehose_checks import JSON_TYPE, Refused, check_head, check_signature, parse_call
from firehose_ledger import Ledger
from wire import Connection

lock = threading.Lock()  # held whenever the ledger is used
ledger = Ledger({})


def answer(status, body, kind=JSON_TYPE, **more):
    return wire.answer(ledger.now(), status, body, kind, **more)


def error(status, code, message, form, retry_after_ms=None, **_):
    return wire.error(ledger.now(), "firehose.v20150804", status, code, message, form, retry_after_ms)


def respond(connection, own, entries):
    """Does to the connection what the outcome says. Whether to go on reading from it."""
    do = own["do"]
    if do in ("reset_before", "reset_after", "commit_then_reset"):
        connection.reset()
        return False
    if do == "hang":
        connection.wait(own["seconds"])
        return False
    if do == "error":
        whole = error(**own)
    elif do == "html":
        page = "<html><body><h1>The server cannot go on.</h1></body></html>"
        whole = answer(own["status"], page, "text/html")
    elif do == "unreadable":
        whole = answer(200, own["body"])
    else:
        failed = sum("ErrorCode" in entry for entry in entries)
        body = json.dumps(dict(Encrypted=False, FailedPutCount=failed, RequestResponses=entries))
        whole = answer(200, body, chunked=do == "chunked")
    if do == "commit_then_cut":
        connection.send(whole[: int(len(whole) * own["share"])])
        return False
    if do == "slow":
        time.sleep(own["seconds"])
    if do == "trickle":
        start = time.monotonic()
        for at in range(len(whole)):
            time.sleep(max(0, start + own["seconds"] * at / len(whole) - time.monotonic()))
            connection.send(whole[at : at + 1])
        return True
    if do == "continue_first":
        whole = b"HTTP/1.1 100 Continue\r\n\r\n" + whole
    connection.send(whole)
    if do == "close_idle":
        connection.close(politely=True)
    return do != "close_idle"


def serve_data(connection, method, path, headers):
    body = access_key = None
    sized = headers.get("content-length", "").isdecimal()
    try:
        check_head(method, path, headers)
        if not sized:
            raise Refused(411, "MissingContentLength", "no Content-Length that is a number")
        with lock:
            unread = ledger.next()["do"] == "reset_before" and ledger.take(connection.number)
        if unread:
            return respond(connection, *unread)
        body = connection.read_body(headers)
        config = ledger.config
        if config["verify_signature"]:
            access_key = check_signature(headers, body, config["credentials"], config["region"], ledger.now())
        records = parse_call(body, config["stream"])
        with lock:
            own, entries = ledger.take(connection.number, access_key, records)
        return respond(connection, own, entries)
    except Refused as refused:
        with lock:
            if refused.violation:
                ledger.violations.append(f"call {len(ledger.calls)}: {refused.message}")
            what = "violation" if refused.violation else "rejected"
            ledger.note(connection.number, what, access_key, code=refused.code)
        if body is None and sized:
            connection.read_body(headers)
        connection.send(error(refused.status, refused.code, refused.message, "both"))
        return sized  # Else nobody knows where the next request starts.


def serve_control(connection, method, path, headers):
    global ledger
    body = connection.read_body(headers)
    status, result = 200, {}
    with lock:
        if (method, path) == ("PUT", "/_control"):
            try:
                ledger = Ledger(json.loads(body))
            except (ValueError, LookupError, TypeError, AttributeError) as wrong:
                status, result = 400, {"error": repr(wrong)}
        elif (method, path) == ("POST", "/_control/restarted"):
            ledger.unfinished = None
        elif method == "GET" and path in ("/_control", "/_control?lines=1"):
            result = ledger.report(lines="?" in path)
        else:
            status = 404
        result = json.dumps(result)
    connection.send(answer(status, result, "application/json"))
    return True


def serve(connection):
    try:
        connection.start()
        while True:
            method, path, headers = connection.read_head()
            handle = serve_control if path.startswith("/_control") else serve_data
            if not handle(connection, method, path, headers):
                break
            if headers.get("connection", "").lower() == "close":
                connection.close(politely=True)
                break
    except OSError:
        pass  # The client went away; half a request is no call.
    except Exception:
        # A fault of this server must fail the test, not look like a scripted one.
        traceback.print_exc()
        with lock:
            ledger.violations.append(f"the server itself: {traceback.format_exc()}")
    connection.close(politely=False)


counted = dict(calls=0, bytes=0, records=0)
bodies = {}


def count(connection):
    """For benchmarks: the answer's body of each size is made once."""
    try:
        connection.start()
        while True:
            _, path, headers = connection.read_head()
            body = connection.read_body(headers)
            if path.startswith("/_control"):
                connection.send(answer(200, json.dumps(counted), "application/json"))
                continue
            records = body.count(b'"Data"')
            if records not in bodies:
                entries = [dict(RecordId="r" * 220)] * records
                bodies[records] = json.dumps(dict(FailedPutCount=0, RequestResponses=entries)).encode()
            with lock:
                for key, value in dict(calls=1, bytes=len(body), records=records).items():
                    counted[key] += value
            connection.send(answer(200, bodies[records]))
    except OSError:
        connection.close(politely=False)


def main(arguments):
    tls = None
    if "--tls" in arguments:
        at = arguments.index("--tls")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments[at + 1], arguments[at + 2])
        tls.set_alpn_protocols(["http/1.1"])
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    target = count if "--count-only" in arguments else serve
    for number in itertools.count():
        connection = Connection(listener.accept()[0], number, tls)
        threading.Thread(target=target, args=[connection], daemon=True).start()


main(sys.argv[1:])
