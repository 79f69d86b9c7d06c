"""Reads an export of traces by the published definition, and counts what it finds."""
import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def with_base64_ids(value):
    """OTLP's JSON has ids in hexadecimal digits, protobuf's in base64."""
    if isinstance(value, list):
        return [with_base64_ids(v) for v in value]
    if not isinstance(value, dict):
        return value
    return {
        k: base64.b64encode(bytes.fromhex(v)).decode()
        if k in ("traceId", "spanId", "parentSpanId") else with_base64_ids(v)
        for k, v in value.items()}


spans = []
for line in open(sys.argv[1]):
    request = json_format.ParseDict(
        with_base64_ids(json.loads(line)), ExportTraceServiceRequest())
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            spans += scope.spans


def text(span, key):
    return next((a.value.string_value for a in span.attributes if a.key == key), None)


ids = {s.span_id for s in spans}
calls = [s for s in spans if text(s, "rpc.system") == "aws-api"]
assert len(ids) == len(spans), "an id comes twice"
assert all(len(s.span_id) == 8 and len(s.trace_id) == 16 for s in spans)
assert all(s.start_time_unix_nano <= s.end_time_unix_nano for s in spans)
print(json.dumps({
    "calls": len(calls),
    "attempts": sum(1 for s in spans if text(s, "http.request.method")),
    "errors": sum(1 for s in calls if s.status.code == 2),
    "roots": sum(1 for s in spans if not s.parent_span_id),
    "orphans": sum(1 for s in spans if s.parent_span_id and s.parent_span_id not in ids),
}))
