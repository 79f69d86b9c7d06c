"""Random questions about pushed events, answered from the bucket's objects by brute force.

usage: fleet_oracle.py STACK CSM_RECORD SEED COUNT

STACK is what `backend_ministack.py serve` prints. The objects are read as they are, lines or Parquet, one of the copies of each event is taken, and each question is put to `csm-record stats
--athena` as well. Prints how many questions had an answer with rows, and exits 1 with the first
question whose answer differs.
"""

import collections
import datetime
import fnmatch
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

import boto3
import botocore.config
import duckdb

from oracle import is_error, is_throttle, latency_figures, percentile, status

PRODUCTS = """Boto3 Botocore aws-cli aws-sdk-nodejs aws-sdk-go aws-sdk-php aws-sdk-ruby3 aws-sdk-java
    aws-sdk-cpp aws-sdk-dotnet aws-sdk-js aws-sdk-go-v2""".split()
FIELDS = """Type Service Api ClientId Version Timestamp UserAgent Region Fqdn AttemptLatency Latency
    HttpStatusCode FinalHttpStatusCode AttemptCount AwsException AwsExceptionMessage SdkException
    SdkExceptionMessage FinalAwsException FinalAwsExceptionMessage FinalSdkException
    FinalSdkExceptionMessage Resource functionName sessionId eventId receivedTimestamp""".split()
DAY = 86_400_000


def events(stack):
    """Calls and attempts out of the bucket, each once, with the fields' names as they are sent."""
    bucket = boto3.client(
        "s3",
        endpoint_url=stack["endpoint"],
        region_name=stack["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=botocore.config.Config(s3=dict(addressing_style="path"), proxies={}),
    )
    known = {name.lower(): name for name in FIELDS}
    found = {}
    pages = bucket.get_paginator("list_objects_v2").paginate(
        Bucket=stack["bucket"], Prefix="events/"
    )
    for item in (own for page in pages for own in page.get("Contents", [])):
        data = bucket.get_object(Bucket=stack["bucket"], Key=item["Key"])["Body"].read()
        if data[:4] == b"PAR1":
            with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
                file.write(data)
                file.flush()
                table = duckdb.connect().execute(f"SELECT * FROM read_parquet('{file.name}')")
                names = [own[0] for own in table.description]
                rows = [dict(zip(names, row)) for row in table.fetchall()]
        else:
            # MiniStack's delivery stream does not compress them.
            text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            rows = [json.loads(line) for line in text.splitlines()]
        for row in rows:
            event = {known[k.lower()]: v for k, v in row.items() if k.lower() in known}
            found[event["eventId"]] = event
    return [own for own in found.values() if own["Type"] in ("ApiCall", "ApiCallAttempt")]


def sdk(event):
    agent = event.get("UserAgent")
    if agent is None:
        return None
    for word in agent.split(" "):
        token = word.split("/")[0].lower()
        for name in PRODUCTS:
            if token == name.lower():
                return name
        if token.startswith("aws-sdk-dotnet"):
            return "aws-sdk-dotnet"
    return "aws-sdk-go" if agent == "" else None


def moment(event, form):
    time = datetime.datetime.fromtimestamp(event["receivedTimestamp"] / 1000, datetime.timezone.utc)
    return time.strftime(form)


def final_status(event):
    name = "FinalHttpStatusCode" if event["Type"] == "ApiCall" else "HttpStatusCode"
    value = status(event, name)
    return None if value is None else str(value)


DIMENSIONS = dict(
    service=lambda own: own.get("Service") or "",
    api=lambda own: own.get("Api") or "",
    region=lambda own: own.get("Region"),
    client=lambda own: own.get("ClientId"),
    sdk=sdk,
    host=lambda own: own.get("Fqdn"),
    status=final_status,
    session=lambda own: own["sessionId"],
    resource=lambda own: own.get("Resource"),
    function=lambda own: own.get("functionName"),
    day=lambda own: moment(own, "%Y-%m-%d"),
    hour=lambda own: moment(own, "%Y-%m-%dT%HZ"),
)


def failed(event):
    if event["Type"] != "ApiCall":
        return is_error(event, "")
    never_left = event.get("AttemptCount") == 0 and not status(event, "FinalHttpStatusCode")
    return is_error(event, "final") or never_left


def row(events, level, percentiles):
    calls = [own for own in events if own["Type"] == "ApiCall"]
    attempts = [own for own in events if own["Type"] != "ApiCall"]
    counted, key = (calls, "Latency") if level == "call" else (attempts, "AttemptLatency")
    latencies = sorted(own[key] for own in counted if own.get(key) is not None)
    found = latency_figures(latencies)
    figures = dict(
        calls=len(calls) if level == "call" else None,
        errors=sum(map(failed, counted)),
        throttles=sum(map(is_throttle, attempts)),
        retries=sum(max(0, (own.get("AttemptCount") or 0) - 1) for own in calls)
        if level == "call"
        else None,
        attempts=len(attempts),
        **{name: found[name] for name in ("total_ms", "min_ms", "mean_ms", "max_ms")},
    )
    for text in percentiles:
        tenths = round(float(text) * 10)
        place = max(0, -(-tenths * len(latencies) // 1000) - 1)
        figures[f"p{text.replace('.', '_')}_ms"] = latencies[place] if latencies else None
    return figures


def matches(glob, event):
    """Cases and spaces do not matter; without a dot it is a service."""
    pattern = glob.lower().replace(" ", "")
    service, _, api = pattern.partition(".")
    own = [(event.get(name) or "").lower().replace(" ", "") for name in ("Service", "Api")]
    return fnmatch.fnmatchcase(own[0], service) and fnmatch.fnmatchcase(own[1], api or "*")


def question(draw, all_events):
    """Arguments, which events they select, and what is asked of these."""
    level = draw.choice(["call", "call", "attempt"])
    names = [name for name in DIMENSIONS if name != "host" or level == "attempt"]
    by = draw.sample(names, draw.randint(1, 3))
    percentiles = draw.sample(["0.1", "25", "50", "90", "95", "99", "99.9", "100"], 3)
    arguments = ["--by", ",".join(by), "--level", level, "--percentiles", ",".join(percentiles)]
    tests = []
    outcome = draw.choice([None, None, "--errors", "--ok-only"])
    if outcome:
        arguments.append(outcome)
        tests.append(lambda own: failed(own) == (outcome == "--errors"))
    for option, wanted in ("--only", True), ("--not", False):
        if draw.random() < 0.3:
            own = draw.choice(all_events)
            service, api = own.get("Service") or "", own.get("Api") or ""
            glob = draw.choice([service, f"{service}.*", f"*.{api}", f"{service}.{api}"])
            # What has a meaning in a pattern is any character.
            glob = "".join("?" if c in "*?[" else c for c in glob.replace("*.", "\0")).replace(
                "\0", "*."
            )
            if glob and not glob.startswith("-"):
                arguments += [option, glob]
                tests.append(lambda own, g=glob, w=wanted: matches(g, own) == w)
    asks_sessions = draw.random() < 0.3
    # A session that is named and has no such event would be an error.
    if not asks_sessions and draw.random() < 0.5:
        values = sorted({own["functionName"] for own in all_events if own.get("functionName")})
        chosen = draw.sample(values, draw.randint(1, 3)) + ["no such function"]
        arguments += ["--function", *chosen]
        tests.append(lambda own: own.get("functionName") in chosen)
    if asks_sessions:
        ids = draw.sample(sorted({own["sessionId"] for own in all_events}), 2)
        arguments += ["--sessions", *(own[: draw.choice([12, len(own)])] for own in ids)]
        tests.append(lambda own: own["sessionId"] in ids)
        arguments += ["--since", "300d"]
    else:
        times = sorted(own["receivedTimestamp"] for own in all_events)
        since = draw.choice(times) - draw.choice([0, 0, 1, DAY])
        arguments += ["--since", iso(since)]
        tests.append(lambda own: own["receivedTimestamp"] >= since)
        if draw.random() < 0.5:
            until = max(since, draw.choice(times)) + draw.choice([1, 2, DAY])
            arguments += ["--until", iso(until)]
            tests.append(lambda own: own["receivedTimestamp"] < until)
    selected = [own for own in all_events if all(test(own) for test in tests)]
    return arguments, selected, by, level, percentiles


def iso(milliseconds):
    time = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"


def expected(selected, by, level, percentiles):
    groups = collections.defaultdict(list)
    for own in selected:
        # Attempts alone make no row where calls are counted but are a part of one.
        groups[tuple(DIMENSIONS[name](own) for name in by)].append(own)
    if level == "attempt":
        selected = [own for own in selected if own["Type"] != "ApiCall"]
        groups = {
            key: own
            for key, own in groups.items()
            if any(event["Type"] != "ApiCall" for event in own)
        }
    rows = {key: row(own, level, percentiles) for key, own in groups.items()}
    return rows, row(selected, level, percentiles)


def main(stack, program, seed, count):
    stack = json.loads(stack)
    environment = dict(
        os.environ,
        AWS_ACCESS_KEY_ID=stack["reader_access_key"],
        AWS_SECRET_ACCESS_KEY=stack["reader_secret_key"],
        AWS_REGION=stack["region"],
    )
    all_events = sorted(events(stack), key=lambda own: own["eventId"])
    draw = random.Random(seed)
    answered = 0
    for _ in range(count):
        arguments, selected, by, level, percentiles = question(draw, all_events)
        rows, total = expected(selected, by, level, percentiles)
        command = [program, "stats", "--athena", stack["workgroup"]]
        command += ["--endpoint-url", stack["endpoint"], "--format", "json", *arguments]
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{arguments}: {run.returncode} {run.stderr}")
        answer = json.loads(run.stdout)
        found = {
            tuple(own[name] for name in by): {k: v for k, v in own.items() if k not in by}
            for own in answer["operations"]
        }
        if found != rows or answer["total"] != total:
            wrong = [key for key in rows.keys() | found.keys() if rows.get(key) != found.get(key)]
            shown = [(key, rows.get(key), found.get(key)) for key in wrong[:3]]
            sys.exit(f"{arguments}: expected, found: {shown} {total} {answer['total']}")
        if len(answer["operations"]) != len(rows):
            sys.exit(f"{arguments}: a row comes twice")
        answered += bool(rows)
    print(json.dumps(dict(events=len(all_events), answered=answered)))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
