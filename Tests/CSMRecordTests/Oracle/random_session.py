"""A random session as plain JSON Lines, and its statistics worked out by brute force.

usage: random_session.py SEED FILE        writes FILE, prints the statistics as JSON
"""

import json
import random
import sys

import oracle

seed, path = int(sys.argv[1]), sys.argv[2]
random.seed(seed)
START = 1_795_427_367_000

events = []
for number in range(random.randint(1, 8)):
    service = random.choice(["S3", "DynamoDB", "CloudWatch Logs", "SQS"])
    api = f"Operation{number}"
    # Many sizes, the single call and the large number among them.
    size = random.choice([1, 2, 3, 20, 59, 100, 299, random.randint(1, 5_000)])
    # Ties where there are few values; else hardly any.
    spread = random.choice([0, 3, 50, 20_000])
    least = random.choice([0, 1, 10, 900])
    for _ in range(size):
        start = START + random.randrange(60_000)
        latency = least + random.randint(0, spread)
        attempts = random.choice([1, 1, 1, 2, 3, 0])
        call = dict(
            Version=1, Type="ApiCall", Service=service, Api=api, ClientId="random",
            Timestamp=start, AttemptCount=attempts, Region=random.choice(["eu-west-1", "us-east-1"]),
        )
        if random.random() > 0.1:
            call["Latency"] = latency
        if attempts and random.random() > 0.1:
            call["FinalHttpStatusCode"] = random.choice([200, 200, 200, 204, 404, 503])
        if random.random() < 0.05:
            call["FinalAwsException"] = random.choice(["ThrottlingException", "Other"])
        for _ in range(attempts if random.random() > 0.05 else 0):
            attempt = dict(
                Version=1, Type="ApiCallAttempt", Service=service, Api=api, ClientId="random",
                Timestamp=start, AttemptLatency=random.randint(0, latency),
            )
            attempt["HttpStatusCode"] = random.choice([200, 200, 429, 503])
            if random.random() < 0.1:
                attempt["AwsException"] = random.choice(["SlowDown", "a.b#Throttling", "NoSuchKey"])
            events.append(attempt)
        events.append(call)
random.shuffle(events)
with open(path, "w", encoding="utf-8") as lines:
    for event in events:
        lines.write(json.dumps(event) + "\n")

calls = [event for event in events if event["Type"] == "ApiCall"]
timed = [event for event in calls if "Latency" in event]
total = oracle.latency_figures([event["Latency"] for event in timed])
operations, expected = oracle.figures(events)
for key in "calls", "errors", "retries", "throttles", "attempts":
    total[key] = sum(own[key] for own in operations.values())

# A plain file's session lasts from its first start to its last end.
first = min(event["Timestamp"] for event in events)
last = max(
    event["Timestamp"] + event.get("Latency", event.get("AttemptLatency", 0)) for event in events
)
busy = set()
for event in timed:
    busy.update(range(event["Timestamp"], event["Timestamp"] + event["Latency"]))
overhead = compared = 0
for name in operations:
    own = [event for event in events if f"{event['Service']}.{event['Api']}" == name]
    own_calls = [event for event in own if event["Type"] == "ApiCall"]
    own_attempts = [event for event in own if event["Type"] == "ApiCallAttempt"]
    if len(own_attempts) == sum(event["AttemptCount"] for event in own_calls) and all(
        "Latency" in event for event in own_calls
    ):
        compared += len(own_calls)
        overhead += sum(event["Latency"] for event in own_calls)
        overhead -= sum(event["AttemptLatency"] for event in own_attempts)
time = dict(
    wall_ms=last - first, busy_ms=len(busy), overhead_calls=compared,
    overhead_ms=overhead if compared else None,
)
print(json.dumps(dict(operations=operations, total=total, time=time, attempts_expected=expected)))
