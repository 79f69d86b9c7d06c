#!/usr/bin/env python3
"""Print the spans of a capture in fixtures/otlp that tell of AWS calls, decoded by others.

usage: spans.py FOLDER NAME

One JSON object a line, each span once: calls, and the HTTP requests right below them.
"""

import base64
import gzip
import json
import pathlib
import sys
import zlib

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
decompress = {None: bytes, "gzip": gzip.decompress, "deflate": zlib.decompress}


def number(value):
    return int(value or 0)


def traces(request):
    body = decompress[request["content_encoding"]]((folder / request["file"]).read_bytes())
    if request["content_type"] == "application/json":
        return json.loads(body)
    message = ExportTraceServiceRequest.FromString(body)
    return hexadecimal(json_format.MessageToDict(message, use_integers_for_enums=True))


def hexadecimal(value):
    """Ids as OpenTelemetry's JSON has them: protobuf's own has base64."""
    if isinstance(value, list):
        return [hexadecimal(item) for item in value]
    if not isinstance(value, dict):
        return value
    ids = ("traceId", "spanId", "parentSpanId")
    return {
        key: base64.b64decode(item).hex() if key in ids else hexadecimal(item)
        for key, item in value.items()
    }


spans = {}
for request in json.loads((folder / f"{name}.json").read_text())["requests"]:
    for resource in traces(request)["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                span["scope"] = scope["scope"]["name"]
                spans[span["traceId"], span["spanId"]] = span


def is_call(span):
    attributes = {item["key"]: item["value"] for item in span.get("attributes", [])}
    return attributes.get("rpc.system", {}).get("stringValue") == "aws-api"


calls = {key for key, span in spans.items() if is_call(span)}
for key, span in spans.items():
    is_attempt = (span["traceId"], span.get("parentSpanId")) in calls and span["kind"] == 3
    if key not in calls and not is_attempt:
        continue
    nanoseconds = number(span["endTimeUnixNano"]) - number(span["startTimeUnixNano"])
    line = {
        "type": "ApiCall" if key in calls else "ApiCallAttempt",
        "trace": span["traceId"],
        "span": span["spanId"],
        "parent": span.get("parentSpanId") or None,
        "scope": span["scope"],
        "start_ms": number(span["startTimeUnixNano"]) // 1_000_000,
        "latency_ms": (nanoseconds + 500_000) // 1_000_000,
        "duration_us": (nanoseconds + 500) // 1_000,
    }
    print(json.dumps(line))
