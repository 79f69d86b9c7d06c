"""A strict Amazon Athena on loopback that fails by a script and keeps a ledger.

usage: athena_server.py     prints its port, serves until killed

It runs no SQL: what a query comes to, and how long it takes, is told beforehand.

Control, on the same port:
  PUT /_control   JSON; forgets everything and sets (default): region (us-east-1), credentials
                  ([{access_key, secret_key, session_token}]; AKIDEXAMPLE, secret), clock_offset_s (0), seed (0),
                  verify_signature (true); workgroups and databases that there are (null: any);
                  script ({action: [outcome]}), after ({action: outcome}; ok): an action is StartQueryExecution,
                  GetQueryExecution, GetQueryResults or StopQueryExecution;
                  queries ([query]; none), and a query's own keys, for statements that none of them fits
  GET /_control   calls, queries ({id, token, sql, database, workgroup, starts, state, is_running, is_stopped}),
                  violations

A query is the first one whose `contains` (a regular expression) is found in the statement:
  contains ("")           columns (["n"])
  rows                    [[value]]: text, numbers, true, false, null; else `generate` (0) rows are made up, in
                          which column c of row r is "c-r", and each seventh value NULL
  width (0)               made-up values have so many characters at least
  header (true)           whether the first row of the result has the columns' names
  states (["RUNNING", "SUCCEEDED"])
                          one for each look at it, the last for ever; {state, scanned (0), ms (0), reason, error
                          (an AthenaError)} or the name of a state; one that was stopped is CANCELLED;
                          what comes after FAILED by a fault of Athena's, or a retryable one, comes by itself
  page_rows (1000)        no page has more rows, whatever is asked for
  empty_pages (0)         pages without a row before the first row
  repeat_token (false)    all pages but the last give the same token

A call that keeps every rule takes the next outcome of its action's script; after the script, `after` for ever.
A broken rule is a violation and 4xx, as is a look at, or a stop of, a query that is known to have ended; a
signature that does not verify is 403, a workgroup that is not there 400. These take no outcome and are calls with
the outcome "violation" or "rejected".

An outcome is a name, or {"do": name} with parameters (defaults in brackets). Those marked + do what is asked for
(a start with a token that was there before starts nothing), ? are ambiguous: the client cannot know.
  ok +
  error                status [400], code [TooManyRequestsException], message, retry_after_ms, form [type]:
                       header, header_url (code:http://…), type, type_ns (ns#Code), xml, xml_root (<Code>)
  html                 status [503]; no code anywhere
  unreadable + ?       200, the first `share` [0.5] of the answer, whole by its length; or `body`
  cut + ?              sends share [0.5] of the answer's bytes and closes
  reset_before ?       reset once the head is read, the body unread, nothing checked
  reset_after ?        reads all, does nothing, resets
  commit_then_reset + ?
  commit_then_error + ? as error: [500], [InternalServerException]
  hang ?               no answer, closes after seconds [1] or when the client does
  slow +               ok after seconds [1]
  close_idle +         ok, then closes without having said so
  chunked +            ok, chunked
"""

import itertools
import json
import socket
import sys
import threading
import time
import traceback

import wire
from athena_checks import check_head, parse_call
from athena_ledger import Ledger
from firehose_checks import Refused, check_signature
from wire import Connection

lock = threading.Lock()  # held whenever the ledger is used
ledger = Ledger({})


def answer(status, body, kind=wire.JSON_TYPE, **more):
    return wire.answer(ledger.now(), status, body, kind, **more)


def error(status, code, message, form, retry_after_ms=None, **_):
    return wire.error(ledger.now(), "athena", status, code, message, form, retry_after_ms)


def respond(connection, own, result):
    """Does to the connection what the outcome says. Whether to go on reading from it."""
    do = own["do"]
    if do in ("reset_before", "reset_after", "commit_then_reset"):
        connection.reset()
        return False
    if do == "hang":
        connection.wait(own["seconds"])
        return False
    body = json.dumps(result)
    if do in ("error", "commit_then_error"):
        whole = error(**own)
    elif do == "html":
        whole = answer(own["status"], "<html><body><h1>The server cannot go on.</h1></body></html>", "text/html")
    elif do == "unreadable":
        whole = answer(200, body[: int(len(body) * own["share"])] if own["body"] is None else own["body"])
    else:
        whole = answer(200, body, chunked=do == "chunked")
    if do == "cut":
        connection.send(whole[: int(len(whole) * own["share"])])
        return False
    if do == "slow":
        time.sleep(own["seconds"])
    connection.send(whole)
    if do == "close_idle":
        connection.close(politely=True)
    return do != "close_idle"


def serve_data(connection, method, path, headers):
    action = body = access_key = None
    sized = headers.get("content-length", "").isdecimal()
    try:
        action = check_head(method, path, headers)
        if not sized:
            raise Refused(411, "MissingContentLength", "no Content-Length that is a number")
        with lock:
            unread = ledger.next(action)["do"] == "reset_before" and ledger.take(connection.number, action)
        if unread:
            return respond(connection, *unread)
        body = connection.read_body(headers)
        config = ledger.config
        if config["verify_signature"]:
            access_key = check_signature(
                headers, body, config["credentials"], config["region"], ledger.now(), "athena"
            )
        call = parse_call(action, body)
        with lock:
            own, result = ledger.take(connection.number, action, access_key, call)
        return respond(connection, own, result)
    except Refused as refused:
        with lock:
            if refused.violation:
                ledger.violations.append(f"call {len(ledger.calls)}: {refused.message}")
            what = "violation" if refused.violation else "rejected"
            ledger.note(connection.number, action, what, access_key, code=refused.code)
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
        elif (method, path) == ("GET", "/_control"):
            result = ledger.report()
        else:
            status = 404
        result = json.dumps(result)
    connection.send(answer(status, result, "application/json"))
    return True


def serve(connection):
    try:
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


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    for number in itertools.count():
        connection = Connection(listener.accept()[0], number, None)
        threading.Thread(target=serve, args=[connection], daemon=True).start()


if __name__ == "__main__":
    main()
