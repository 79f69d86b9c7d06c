"""Everything on loopback that hands out AWS credentials: a container's agent, an EC2 instance's metadata
service (IMDSv2 alone) and STS. Strict, scripted, with a log.

usage: credentials_server.py     prints its port, serves until killed

Control, on the same port:
  PUT /_control    JSON; forgets everything and sets (default):
    issue          what is handed out, in order, the last for ever: [{access_key, secret_key, session_token,
                   expires_in_s (3600; null for none), expiration (this text instead)}]
    container      {authorization (null): what the Authorization has to be,
                    renew (null): a file that gets the second of a list of authorizations after a good
                    request with the first, and so on; script ([])}
    imds           {role (instance-role; null: the instance has none), script ([])}
    sts            {callers ([]): [{access_key, secret_key, session_token}], besides all that was issued,
                    roles ({}): {arn: {external_id, caller (an access key), web_identity, renew}}; a role
                    is assumed by exactly that; region (null: any): what signatures have to be for;
                    clock_offset_s (0); script ([])}
  GET /_control    log: [{service, what, status, access_key, region, authorization, parameters}], and
                   violations: what no client may do whatever the script says

The container's agent is at /container/…, the metadata at /latest/…, STS at POST /.

Each request takes the next outcome of its service's script, then ok for ever: a name, or {"do": name} with
parameters (defaults in brackets):
  ok
  error            status [500], code [InternalFailure], message; in the service's own form
  body             status [200], body: these bytes, checking nothing
  reset            no answer
  slow             ok after seconds [2]
"""

import calendar
import datetime
import email.utils
import hmac
import http.server
import json
import re
import socket
import struct
import sys
import threading
import time
import traceback
import urllib.parse
import uuid
from xml.sax.saxutils import escape

import botocore.awsrequest
import botocore.credentials

from firehose_checks import SKEW, ReceivedHeaders

lock = threading.Lock()
DEFAULTS = dict(
    container=dict(authorization=None, renew=None, script=[]),
    imds=dict(role="instance-role", script=[]),
    sts=dict(callers=[], roles={}, region=None, clock_offset_s=0, script=[]),
)
OUTCOMES = dict(
    ok={}, error=dict(status=500, code="InternalFailure", message="By script."), body=dict(status=200, body=""),
    reset={}, slow=dict(seconds=2),
)  # fmt: skip
XMLNS = "https://sts.amazonaws.com/doc/2011-06-15/"
ROLES = "/latest/meta-data/iam/security-credentials/"


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class State:
    def __init__(self, given):
        if not given.keys() <= DEFAULTS.keys() | {"issue"}:
            raise ValueError(f"unknown: {given}")
        self.issue = given.get("issue", [])
        self.settings = {}
        for service, defaults in DEFAULTS.items():
            own = given.get(service, {})
            if not own.keys() <= defaults.keys():
                raise ValueError(f"unknown: {own}")
            self.settings[service] = defaults | own
        self.scripts = {
            service: [self.outcome(one) for one in own["script"]] for service, own in self.settings.items()
        }
        self.issued, self.tokens, self.log, self.violations = [], set(), [], []
        self.used = {}  # What renews itself: how many of its tokens are behind us.

    @staticmethod
    def outcome(given):
        given = {"do": given} if isinstance(given, str) else given
        own = {"do": given["do"], **OUTCOMES[given["do"]]}
        if not given.keys() <= own.keys():
            raise ValueError(f"a parameter of {given}")
        return own | given

    def next(self, service):
        return self.scripts[service].pop(0) if self.scripts[service] else self.outcome("ok")

    def hand_out(self):
        own = self.issue[min(len(self.issued), len(self.issue) - 1)]
        self.issued.append(own)
        expiration = own.get("expiration")
        if expiration is None and own.get("expires_in_s", 3600) is not None:
            end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=own.get("expires_in_s", 3600))
            expiration = end.strftime("%Y-%m-%dT%H:%M:%SZ")
        return own, expiration

    def check_token(self, name, sent, tokens, renew, refused):
        """Of tokens that are a list, only the current one is good; then comes the next, in the file `renew`."""
        if not isinstance(tokens, list):
            tokens = [tokens]
        at = min(self.used.get(name, 0), len(tokens) - 1)
        if sent != tokens[at]:
            raise refused
        self.used[name] = at + 1
        if renew and at + 1 < len(tokens):
            with open(renew, "w") as file:
                file.write(tokens[at + 1])


state = State({})


def document(own, expiration, **more):
    names = dict(AccessKeyId=own["access_key"], SecretAccessKey=own["secret_key"], Token=own.get("session_token"))
    names |= more | ({} if expiration is None else {"Expiration": expiration})
    return json.dumps({name: value for name, value in names.items() if value is not None})


# The container's agent


def container(state, request):
    settings = state.settings["container"]
    if request.command != "GET":
        raise Refused(405, "MethodNotAllowed", "not a GET")
    refused = Refused(401, "AccessDenied", "the Authorization is not this one")
    sent = request.headers.get("Authorization")
    state.check_token("container", sent, settings["authorization"], settings["renew"], refused)
    return "application/json", document(*state.hand_out(), RoleArn="arn:aws:iam::123456789012:role/task")


# EC2's instance metadata


def imds(state, request):
    role = state.settings["imds"]["role"]
    if request.headers.get("X-Forwarded-For"):
        raise Refused(403, "Forbidden", "it came through a proxy")
    if request.path == "/latest/api/token":
        if request.command != "PUT":
            raise Refused(405, "MethodNotAllowed", "a token is PUT")
        ttl = request.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "")
        if not ttl.isdecimal() or not 1 <= int(ttl) <= 21600:
            raise Refused(400, "BadRequest", f"a time to live of {ttl!r}")
        token = uuid.uuid4().hex + "=="
        state.tokens.add(token)
        return "text/plain", token
    if request.headers.get("X-aws-ec2-metadata-token") not in state.tokens:
        state.violations.append(f"{request.command} {request.path} without a token of ours")
        raise Refused(401, "Unauthorized", "no token, or none of ours")
    if request.command != "GET":
        raise Refused(405, "MethodNotAllowed", "not a GET")
    if request.path == ROLES and role:
        return "text/plain", role
    if role and request.path == ROLES + urllib.parse.quote(role, safe=""):
        own, expiration = state.hand_out()
        return "text/plain", document(
            own, expiration, Code="Success", Type="AWS-HMAC", LastUpdated="2026-01-01T00:00:00Z"
        )
    raise Refused(404, "NotFound", "nothing is there")


# STS


def check_signature(state, request, body, note):
    """The caller's access key, of a request that its Authorization holds for."""
    settings = state.settings["sts"]
    pattern = (
        r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/(\d{8})/([^/, ]+)/sts/aws4_request, "
        r"SignedHeaders=([^, ]+), Signature=([0-9a-f]{64})"
    )
    authorization = request.headers.get("Authorization")
    if authorization is None:
        raise Refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    if not (match := re.fullmatch(pattern, authorization)):
        raise Refused(403, "IncompleteSignature", "the Authorization is not in form")
    access_key, day, region, names, signature = match.groups()
    note.update(access_key=access_key, region=region)
    own = next((own for own in settings["callers"] + state.issued if own["access_key"] == access_key), None)
    if own is None or request.headers.get("X-Amz-Security-Token") != own.get("session_token"):
        raise Refused(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    stamp = request.headers.get("X-Amz-Date", "")
    if not stamp.startswith(day) or settings["region"] not in (None, region):
        raise Refused(403, "SignatureDoesNotMatch", f"Credential should not be scoped to {day}/{region}.")
    signed_at = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
    now = time.time() + settings["clock_offset_s"]
    if abs(signed_at - now) > SKEW:
        raise Refused(403, "SignatureDoesNotMatch", f"Signature expired: {stamp} is not by my clock.")
    names = names.split(";")
    if not {"host", "x-amz-date"} <= set(names) or ("x-amz-security-token" in names) != bool(own.get("session_token")):
        raise Refused(403, "SignatureDoesNotMatch", f"signed are only {names}")
    received = botocore.awsrequest.AWSRequest("POST", f"https://{request.headers['Host']}{request.path}", data=body)
    received.context["timestamp"] = stamp
    for name in names:
        received.headers[name] = request.headers.get(name, "")
    keys = botocore.credentials.Credentials(access_key, own["secret_key"], own.get("session_token"))
    signer = ReceivedHeaders(keys, "sts", region)
    expected = signer.signature(signer.string_to_sign(received, signer.canonical_request(received)), received)
    if not hmac.compare_digest(expected, signature):
        raise Refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
    return access_key


def sts(state, request, body, note):
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    parameters = dict(pairs)
    action = parameters.get("Action")
    note.update(what=action, parameters=parameters)
    if not request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        raise Refused(400, "MalformedInput", "the content type is no form's")
    if (request.command, request.path) != ("POST", "/") or parameters.get("Version") != "2011-06-15":
        raise Refused(400, "InvalidAction", "no such action or version")
    if not re.fullmatch(r"[\w+=,.@-]{2,64}", parameters.get("RoleSessionName", "")):
        raise Refused(400, "ValidationError", "RoleSessionName does not hold its pattern")
    duration = parameters.get("DurationSeconds", "3600")
    if not duration.isdecimal() or not 900 <= int(duration) <= 43200:
        raise Refused(400, "ValidationError", "DurationSeconds is not from 900 to 43200")
    arn = parameters.get("RoleArn")
    role = state.settings["sts"]["roles"].get(arn)
    if action == "AssumeRole":
        access_key = check_signature(state, request, body, note)
        denied = Refused(
            403, "AccessDenied",
            "User: arn:aws:iam::123456789012:user/tester is not authorized to perform: sts:AssumeRole "
            f"on resource: {arn}",
        )  # fmt: skip
        if role is None or "web_identity" in role or role.get("caller") not in (None, access_key):
            raise denied
        if parameters.get("ExternalId") != role.get("external_id"):
            raise denied
    elif action == "AssumeRoleWithWebIdentity":
        if request.headers.get("Authorization"):
            state.violations.append("a web identity's request is signed")
        denied = Refused(400, "InvalidIdentityToken", "No OpenIDConnect provider found for that token.")
        if role is None or "web_identity" not in role:
            raise Refused(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        token = parameters.get("WebIdentityToken")
        state.check_token(arn, token, role["web_identity"], role.get("renew"), denied)
    else:
        raise Refused(400, "InvalidAction", f"Could not find operation {action}")
    own, expiration = state.hand_out()
    session = f"arn:aws:sts::123456789012:assumed-role/role/{parameters['RoleSessionName']}"
    return "text/xml", (
        f'<{action}Response xmlns="{XMLNS}">\n  <{action}Result>\n'
        f"    <AssumedRoleUser>\n      <AssumedRoleId>AROA:x</AssumedRoleId>\n      <Arn>{session}</Arn>\n"
        "    </AssumedRoleUser>\n    <Credentials>\n"
        f"      <AccessKeyId>{own['access_key']}</AccessKeyId>\n"
        f"      <SecretAccessKey>{escape(own['secret_key'])}</SecretAccessKey>\n"
        f"      <SessionToken>{escape(own['session_token'])}</SessionToken>\n"
        f"      <Expiration>{expiration}</Expiration>\n    </Credentials>\n  </{action}Result>\n"
        f"  <ResponseMetadata>\n    <RequestId>{uuid.uuid4()}</RequestId>\n  </ResponseMetadata>\n"
        f"</{action}Response>\n"
    )


def error(service, status, code, message):
    if service == "container":
        return status, "application/json", json.dumps(dict(code=code, message=message))
    if service == "imds":
        return status, "text/html", f"<html><title>{status} - {code}</title></html>"
    kind = "Sender" if status < 500 else "Receiver"
    return status, "text/xml", (
        f'<ErrorResponse xmlns="{XMLNS}">\n  <Error>\n    <Type>{kind}</Type>\n    <Code>{code}</Code>\n'
        f"    <Message>{escape(message)}</Message>\n  </Error>\n  <RequestId>{uuid.uuid4()}</RequestId>\n"
        "</ErrorResponse>\n"
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        offset = 0 if self.path.startswith(("/container", "/latest")) else state.settings["sts"]["clock_offset_s"]
        return email.utils.formatdate(time.time() + offset, usegmt=True)

    def answer(self, status, kind, body):
        body = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/_control":
            return self.control(body)
        names = {"container": "container", "latest": "imds"}
        service = names.get(self.path.split("/")[1], "sts")
        note = dict(service=service, what=self.path, authorization=self.headers.get("Authorization"))
        with lock:
            # A slow answer is none of what is set meanwhile.
            mine, own = state, state.next(service)
            state.log.append(note)
        note["status"] = 0
        if own["do"] == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return self.connection.close()
        if own["do"] == "slow":
            time.sleep(own["seconds"])
        if own["do"] == "body":
            whole = (own["status"], "text/plain", own["body"])
        elif own["do"] == "error":
            whole = error(service, own["status"], own["code"], own["message"])
        else:
            whole = self.own_answer(mine, service, body, note)
        note["status"] = whole[0]
        return self.answer(*whole)

    do_GET = do_PUT = do_POST = do_HEAD = handle_request

    def own_answer(self, state, service, body, note):
        with lock:
            try:
                if service == "sts":
                    return 200, *sts(state, self, body, note)
                return 200, *(imds if service == "imds" else container)(state, self)
            except Refused as refused:
                return error(service, refused.status, refused.code, refused.message)
            except Exception:
                # A fault of this server must fail the test, not look like a scripted one.
                state.violations.append(f"the server itself: {traceback.format_exc()}")
                return error(service, 500, "InternalFailure", "The server itself.")

    def control(self, body):
        global state
        with lock:
            if self.command == "PUT":
                try:
                    state = State(json.loads(body))
                except (ValueError, LookupError, TypeError, AttributeError) as wrong:
                    return self.answer(400, "text/plain", repr(wrong))
            return self.answer(200, "application/json", json.dumps(dict(log=state.log, violations=state.violations)))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        if not isinstance(sys.exception(), OSError):
            super().handle_error(*_)


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
