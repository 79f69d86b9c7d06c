"""The usual loop: makes push's own lines of a sessions database and sends them with boto3.

    boto3_push.py DATABASE ENDPOINT

Full batches, 20 records of at most 51,200 bytes a call. Prints how many events it sent.
"""

import json
import sqlite3
import sys

import boto3

client = boto3.client(
    "firehose", endpoint_url=sys.argv[2], region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret")
records, lines, size, sent = [], [], 0, 0


def end_record():
    global lines, size
    records.append({"Data": b"".join(lines)})
    lines, size = [], 0
    if len(records) == 20:
        send()


def send():
    answer = client.put_record_batch(DeliveryStreamName="csm", Records=records)
    assert answer["FailedPutCount"] == 0
    records.clear()


rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT sessions.id, name, events.id & 0xFFFFFFFF, (started_us + t_us) / 1000, start_ms, bytes"
    " FROM events JOIN series ON series.id = series JOIN sessions ON number = session"
    " ORDER BY events.id")
for session, name, sequence, received, start, data in rows:
    event = json.loads(data)
    event.pop("SessionToken", None)
    event.update(
        functionName=name, sessionId=session, sessionName=name, eventId=f"{session}:{sequence}",
        sequence=sequence, receivedTimestamp=received, startTimestamp=start)
    line = json.dumps(event, separators=(",", ":")).encode() + b"\n"
    if size + len(line) > 51_200 or len(lines) == 500:
        end_record()
    lines.append(line)
    size += len(line)
    sent += 1
if lines:
    end_record()
if records:
    send()
print(sent)
