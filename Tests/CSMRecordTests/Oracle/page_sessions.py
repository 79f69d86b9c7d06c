"""The pages that are checked, made by the program, and what it says of their sessions."""

import collections
import functools
import json
import pathlib
import random
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
PYTEST, BOTO = str(FIXTURES / "pytest.jsonl"), str(FIXTURES / "boto3.jsonl")
# The pages, and the sessions that each is of.
SESSIONS = {"pytest": [PYTEST], "boto3": [BOTO], "compared": [PYTEST], "several": [PYTEST, BOTO]}
# What nobody may smuggle into a page.
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\u202e\u2028'\"&"

# What is wrong, by the check that found it.
problems = collections.defaultdict(list)


def expect(check, holds, problem):
    problems[check]
    if not holds:
        problems[check].append(str(problem)[:400])


def equal(check, found, wanted, what=""):
    expect(check, found == wanted, f"{what}: {found!r}, not {wanted!r}")


def csm(*arguments):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{arguments}: {result.returncode} {result.stderr}")
    return result.stdout


@functools.cache
def told(command, *arguments):
    return json.loads(csm(command, *arguments, "--format", "json"))


def page(name, *arguments):
    path = FOLDER / f"{name}.html"
    csm("report", "-q", *arguments, "-o", str(path))
    return path


def hostile_session():
    """Plain events whose every text is hostile."""
    random.seed(7)
    events = []
    for number in range(40):
        operation = {"Version": 1, "ClientId": HOSTILE[:255], "Service": HOSTILE, "Api": f"{HOSTILE}{number % 3}",
                     "Timestamp": 1795427367000 + number * 100, "UserAgent": HOSTILE, "Region": HOSTILE}
        events.append({**operation, "Type": "ApiCallAttempt", "AttemptLatency": 5, "Fqdn": HOSTILE,
                       "AwsException": HOSTILE, "AwsExceptionMessage": HOSTILE, "HttpStatusCode": 400})
        events.append({**operation, "Type": "ApiCall", "AttemptCount": 2, "Latency": number * 7 % 90 + 1,
                       "FinalAwsException": HOSTILE, "FinalAwsExceptionMessage": HOSTILE,
                       "FinalHttpStatusCode": 400})
    begin = {"Version": 1, "Type": "CsmRecordMark", "ClientId": HOSTILE[:255], "Mark": HOSTILE, "Phase": "begin"}
    path = FOLDER / "hostile.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in [begin, *events]))
    return str(path)


def make_pages():
    """Each page's file, by its name."""
    csm("run", "-q", "--name", "nothing", "--", "true")
    SESSIONS["empty"] = ["nothing"]
    SESSIONS["hostile"] = [hostile_session()]
    extra = {"compared": ["--against", BOTO], "hostile": ["--title", HOSTILE]}
    return {name: page(name, *sessions, *extra.get(name, [])) for name, sessions in SESSIONS.items()}
