"""The statistics of a capture, worked out from the contract's definitions and nothing of ours.

usage: oracle.py CAPTURE.jsonl        prints JSON: received, and per operation its figures
"""

import base64
import collections
import json
import sys

THROTTLES = set(
    """Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException
    RequestLimitExceeded TooManyRequestsException ProvisionedThroughputExceededException
    TransactionInProgressException BandwidthLimitExceeded LimitExceededException SlowDown
    PriorRequestNotComplete EC2ThrottledException""".split()
)


def status(event, key):
    value = int(event.get(key) or 0)
    return value if value > 0 else None


def is_error(event, prefix):
    named = any(
        value is not None
        and name.lower().startswith(prefix)
        and (prefix or not name.lower().startswith("final"))
        and name.lower().endswith(("exception", "exceptionmessage"))
        for name, value in event.items()
    )
    return named or (status(event, "FinalHttpStatusCode" if prefix else "HttpStatusCode") or 0) >= 400


def is_throttle(event):
    # Ruby puts the service's errors into SdkException, as Aws::S3::Errors::SlowDown.
    codes = [str(event.get(name) or "") for name in ("AwsException", "AWSException", "SdkException")]
    parts = [code.replace("::", "#").replace(".", "#").split("#")[-1] for code in codes]
    return status(event, "HttpStatusCode") == 429 or bool(THROTTLES & set(codes + parts))


def percentile(values, percent):
    return values[max(0, -(-percent * len(values) // 100) - 1)] if values else None


def figures(events):
    """Statistics by operation of events in any order, and the attempts that calls count."""
    operations = collections.defaultdict(
        lambda: dict(calls=0, errors=0, retries=0, throttles=0, attempts=0, latencies=[])
    )
    expected = 0
    for event in events:
        own = operations[f"{event['Service']}.{event['Api']}"]
        if event["Type"] == "ApiCall":
            count = int(event.get("AttemptCount") or 0)
            never_left = event.get("AttemptCount") == 0 and not status(event, "FinalHttpStatusCode")
            expected += count
            own["calls"] += 1
            own["retries"] += max(0, count - 1)
            own["errors"] += is_error(event, "final") or never_left
            if event.get("Latency") is not None:
                own["latencies"].append(int(event["Latency"]))
        else:
            own["attempts"] += 1
            own["throttles"] += is_throttle(event)
    for own in operations.values():
        own.update(latency_figures(own.pop("latencies")))
    return operations, expected


def latency_figures(latencies):
    latencies = sorted(latencies)
    found = dict(
        total_ms=sum(latencies) if latencies else None,
        min_ms=latencies[0] if latencies else None,
        mean_ms=sum(latencies) / len(latencies) if latencies else None,
        max_ms=latencies[-1] if latencies else None,
    )
    # The shortest digits that read back as the same number.
    found["mean_text"] = "" if found["mean_ms"] is None else repr(found["mean_ms"])
    for percent in 50, 90, 95, 99:
        found[f"p{percent}_ms"] = percentile(latencies, percent)
    return found


if __name__ == "__main__":
    captured = [
        json.loads(base64.b64decode(json.loads(line)["b64"]).decode("utf-8", "replace"))
        for line in open(sys.argv[1], encoding="utf-8")
    ]
    operations, expected = figures(captured)
    print(
        json.dumps(
            dict(received=len(captured), attempts_expected=expected, operations=operations)
        )
    )
