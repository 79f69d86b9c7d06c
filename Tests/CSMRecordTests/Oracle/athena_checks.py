"""What athena_server.py asks of a call: its head and its body. Nothing here keeps state."""

import json

from firehose_checks import JSON_TYPE, Refused, load

PREFIX = "AmazonAthena."
# What each action must have, and may have.
FIELDS = dict(
    StartQueryExecution=({"QueryString", "QueryExecutionContext", "WorkGroup", "ClientRequestToken"}, set()),
    GetQueryExecution=({"QueryExecutionId"}, set()),
    GetQueryResults=({"QueryExecutionId", "MaxResults"}, {"NextToken"}),
    StopQueryExecution=({"QueryExecutionId"}, set()),
)


def invalid(message, violation=True):
    return Refused(400, "InvalidRequestException", message, violation)


def check_head(method, path, headers):
    """The action."""
    if (method, path) != ("POST", "/"):
        raise Refused(404, "UnknownOperationException", f"{method} {path} instead of POST /")
    if headers.get("content-type") != JSON_TYPE:
        raise Refused(404, "UnknownOperationException", f"content type {headers.get('content-type')}")
    target = headers.get("x-amz-target", "")
    if target.removeprefix(PREFIX) not in FIELDS or not target.startswith(PREFIX):
        raise Refused(400, "UnknownOperationException", f"target {target}")
    return target.removeprefix(PREFIX)


def parse_call(action, body):
    """The body of a call that keeps Athena's rules and the client's own."""
    try:
        call, objects = load(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "SerializationException", f"the body is no JSON: {error}") from None
    if any(len(pairs) > len(dict(pairs)) for pairs in objects):
        raise Refused(400, "SerializationException", "a key of the body is there twice")
    needed, allowed = FIELDS[action]
    if not isinstance(call, dict) or not needed <= call.keys() <= needed | allowed:
        raise invalid(f"{action} with {sorted(call)} instead of {sorted(needed)}")
    for name, value in call.items():
        if name == "MaxResults":
            if type(value) is not int or not 1 <= value <= 1000:
                raise invalid(f"MaxResults {json.dumps(value)}")
        elif name == "QueryExecutionContext":
            if not isinstance(value, dict) or list(value) != ["Database"] or not isinstance(value["Database"], str):
                raise invalid(f"QueryExecutionContext {json.dumps(value)}")
        elif not isinstance(value, str) or not value:
            raise invalid(f"{name} is no text, or empty")
    if action == "StartQueryExecution":
        if len(call["QueryString"].encode()) > 262_144:
            raise invalid("QueryString is over 262,144 bytes")
        if not 32 <= len(call["ClientRequestToken"]) <= 128:
            raise invalid("ClientRequestToken has not 32 to 128 characters")
    return call
