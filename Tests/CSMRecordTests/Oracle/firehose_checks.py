"""What firehose_server.py asks of a call: its head, its signature by botocore, its body.

Each check raises Refused with the answer that AWS would give. Nothing here keeps state.
"""

import base64
import binascii
import calendar
import dataclasses
import hashlib
import hmac
import json
import re
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials

JSON_TYPE = "application/x-amz-json-1.1"
TARGET = "Firehose_20150804.PutRecordBatch"
SIGNED = ("host", "x-amz-date", "x-amz-target", "content-type")
SKEW = 300


class Refused(Exception):
    """An answer of 4xx. A violation is a broken rule of the wire or a broken promise of ours."""

    def __init__(self, status, code, message, violation=True):
        super().__init__(message)
        self.status, self.code, self.message, self.violation = status, code, message, violation


def broken(message):
    """Firehose would take it, but the client promised not to send it."""
    return Refused(400, "InvalidArgumentException", message)


@dataclasses.dataclass
class Record:
    data: bytes
    events: dict  # event id → its line


def check_head(method, path, headers):
    if (method, path) != ("POST", "/"):
        raise Refused(404, "UnknownOperationException", f"{method} {path} instead of POST /")
    if headers.get("content-type") != JSON_TYPE:
        raise Refused(404, "UnknownOperationException", f"content type {headers.get('content-type')}")
    if headers.get("x-amz-target") != TARGET:
        raise Refused(400, "UnknownOperationException", f"target {headers.get('x-amz-target')}")


# The signature


class ReceivedHeaders(botocore.auth.SigV4Auth):
    def headers_to_sign(self, request):
        # botocore leaves some headers out, user-agent for one; here the client has chosen.
        return request.headers


def check_signature(headers, body, credentials, region, now, service="firehose"):
    """The access key that signed, or Refused."""

    def refused(code, message):
        return Refused(403, code, message, violation=False)

    def invalid(message):
        return refused("InvalidSignatureException", message)

    authorization = headers.get("authorization")
    if authorization is None:
        raise refused("MissingAuthenticationTokenException", "Missing Authentication Token")
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=([0-9a-f]{64})",
        authorization,
    )
    stamp = headers.get("x-amz-date", "")
    try:
        signed_at = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        match = None
    if not match or len(stamp) != 16:
        raise refused("IncompleteSignatureException", f"Authorization={authorization}, X-Amz-Date={stamp}")
    access_key, scope, names, signature = match.groups()

    own = next((own for own in credentials if own["access_key"] == access_key), None)
    # A token that does not belong to the key is as bad as an unknown key.
    if own is None or headers.get("x-amz-security-token") != own.get("session_token"):
        raise refused("UnrecognizedClientException", "The security token included in the request is invalid.")
    expected_scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    if scope != expected_scope:
        raise invalid(f"Credential should be scoped to {expected_scope}, not {scope}.")
    names = names.split(";")
    for name in SIGNED + (("x-amz-security-token",) if own.get("session_token") else ()):
        if name not in names:
            raise invalid(f"'{name}' must be a 'SignedHeader' in the AWS Authorization.")

    def text(seconds):
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))

    if signed_at < now - SKEW:
        raise invalid(f"Signature expired: {stamp} is now earlier than {text(now - SKEW)} ({text(now)} - 5 min.)")
    if signed_at > now + SKEW:
        raise invalid(f"Signature not yet current: {stamp} is still later than {text(now + SKEW)} ({text(now)} + 5 min.)")

    request = botocore.awsrequest.AWSRequest("POST", f"https://{headers.get('host')}/", data=bytes(body))
    request.context["timestamp"] = stamp
    for name in names:
        request.headers[name] = headers.get(name, "")
    signer = ReceivedHeaders(
        botocore.credentials.Credentials(access_key, own["secret_key"], own.get("session_token")), service, region
    )
    expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    # botocore believes this header; Firehose takes no unsigned body.
    claimed = headers.get("x-amz-content-sha256")
    wrong_hash = claimed not in (None, hashlib.sha256(body).hexdigest())
    if wrong_hash or names != sorted(names) or not hmac.compare_digest(expected, signature):
        raise invalid(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        )
    return access_key


# The body


def parse_call(body, stream):
    """The records of a PutRecordBatch that keeps Firehose's rules and the client's own."""
    if len(body) > 4 << 20:
        raise broken(f"a call of {len(body)} bytes, over 4 MiB")
    try:
        call, objects = load(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "SerializationException", f"the body is no JSON: {error}") from None
    if any(len(pairs) > len(dict(pairs)) for pairs in objects):
        raise Refused(400, "SerializationException", "a key of the body is there twice")
    if not isinstance(call, dict) or sorted(call) != ["DeliveryStreamName", "Records"]:
        raise Refused(400, "ValidationException", "not exactly DeliveryStreamName and Records")
    if call["DeliveryStreamName"] != stream:
        message = f"Firehose {call['DeliveryStreamName']} under account 123456789012 not found."
        raise Refused(400, "ResourceNotFoundException", message, violation=False)
    entries = call["Records"]
    if not isinstance(entries, list) or not 1 <= len(entries) <= 500:
        raise Refused(400, "ValidationException", "Records has to be a list of 1 to 500")
    blobs = [decode(entry) for entry in entries]
    if len(blobs) > 20 or sum(map(len, blobs)) > 1_024_000:
        raise broken(f"{len(blobs)} records of {sum(map(len, blobs))} bytes in a call, over 20 or 1,024,000")
    return [parse_record(blob) for blob in blobs]


def decode(entry):
    if not isinstance(entry, dict) or list(entry) != ["Data"] or not isinstance(entry["Data"], str):
        raise Refused(400, "SerializationException", "a record is not exactly a Data of text")
    try:
        blob = base64.b64decode(entry["Data"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(400, "SerializationException", f"Data is no base64: {error}") from None
    # Python forgives padding in excess and stray last bits.
    if base64.b64encode(blob).decode() != entry["Data"]:
        raise Refused(400, "SerializationException", "Data is no strict base64")
    if len(blob) > 1_024_000:
        raise Refused(400, "ValidationException", f"a record of {len(blob)} bytes, over 1,024,000")
    return blob


def parse_record(blob):
    if not blob.endswith(b"\n"):
        raise broken("a record does not end with a newline")
    lines = blob[:-1].split(b"\n")
    if len(lines) > 500 or len(blob) > 51_200 and len(lines) > 1:
        raise broken(f"a record of {len(lines)} lines and {len(blob)} bytes")
    record = Record(blob, {})
    for line in lines:
        name = parse_line(line)
        if name in record.events:
            raise broken(f"{name} is twice in a record")
        record.events[name] = line
    return record


def parse_line(line):
    """The event id of a line."""

    def wrong(what):
        return broken(f"{what}: {line[:300]!r}")

    try:
        event, objects = load(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise wrong(f"a line is no JSON ({error})") from None
    if not isinstance(event, dict):
        raise wrong("a line is no JSON object")
    # Where JSON allows a carriage return, what reads S3 by lines ends a line.
    if b"\r" in line:
        raise wrong("a line has a carriage return")
    if any(key.lower() == "sessiontoken" for pairs in objects for key, _ in pairs):
        raise wrong("a line has a SessionToken")
    # Columns are the keys of the outermost object, which is parsed last.
    folded = {key.lower(): value for key, value in objects[-1]}
    if len(folded) < len(objects[-1]):
        raise wrong("keys of a line differ only in case")
    access_key = folded.get("accesskey")
    if access_key is not None and len(str(access_key)) > 4:
        raise wrong("a line has an AccessKey that is not masked")
    session, sequence, name = (event.get(key) for key in ("sessionId", "sequence", "eventId"))
    if not isinstance(session, str) or type(sequence) is not int or name != f"{session}:{sequence}":
        raise wrong("eventId is not sessionId:sequence")
    return name


def load(text):
    """A JSON value and the pairs of every object in it, the outermost last."""
    objects = []

    def keep(pairs):
        objects.append(pairs)
        return dict(pairs)

    def refuse(name):
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, object_pairs_hook=keep, parse_constant=refuse), objects
