"""Read a Chrome trace as Perfetto would, and check that it can be drawn.

usage: read_trace.py TRACE.json        prints what is in it as JSON; exits with 1 where it is wrong

Complete events of one thread must nest (Trace Event Format, "Complete Events"), and the counter must
be the number of calls that are under way.
"""

import collections
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    trace = json.load(file)

events = trace["traceEvents"]
slices = [event for event in events if event["ph"] == "X"]
counters = [event for event in events if event["ph"] == "C"]
assert {event["ph"] for event in events} <= {"X", "C", "M"}
for event in slices:
    assert isinstance(event["ts"], int) and isinstance(event["dur"], int) and event["dur"] >= 0
    assert event["name"] and event["cat"] in ("call", "attempt")

names = {(event["pid"], event.get("tid")): event["args"]["name"] for event in events if event["ph"] == "M"}
threads = collections.defaultdict(list)
for event in slices:
    assert (event["pid"], event["tid"]) in names and (event["pid"], None) in names
    threads[event["pid"], event["tid"]].append(event)



def in_sequence(own):
    """Whether none begins before the one before it has ended."""
    own = sorted(own, key=lambda event: (event["ts"], event["dur"]))
    return all(one["ts"] + one["dur"] <= two["ts"] for one, two in zip(own, own[1:]))


nested = 0
for (process, _), thread in threads.items():
    calls = [event for event in thread if event["cat"] == "call"]
    attempts = [event for event in thread if event["cat"] == "attempt"]
    assert process == 1 or not calls
    assert in_sequence(calls) and in_sequence(attempts), thread
    for attempt in attempts if process == 1 else []:
        nested += 1
        assert any(
            call["ts"] <= attempt["ts"]
            and attempt["ts"] + attempt["dur"] <= call["ts"] + call["dur"]
            and attempt["name"] == call["name"] + " attempt"
            for call in calls
        ), attempt

changes = collections.Counter()
for event in slices:
    if event["cat"] == "call":
        changes[event["ts"]] += 1
        changes[event["ts"] + event["dur"]] -= 1
under_way, expected = 0, []
for time in sorted(changes):
    if changes[time]:
        under_way += changes[time]
        expected.append((time, under_way))
assert [(event["ts"], event["args"]["calls"]) for event in counters] == expected

print(
    json.dumps(
        dict(
            calls=sum(event["cat"] == "call" for event in slices),
            attempts=sum(event["cat"] == "attempt" for event in slices),
            nested=nested,
            lanes=len([key for key in threads if key[0] == 1]),
            most=max((event["args"]["calls"] for event in counters), default=0),
            title=names.get((1, None)),
        )
    )
)
