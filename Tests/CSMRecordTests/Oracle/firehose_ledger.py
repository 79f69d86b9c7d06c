"""What firehose_server.py does next by its script, and what came in. Not safe without a lock."""

import base64
import collections
import os
import random
import time

from firehose_checks import broken

THROTTLED = "ServiceUnavailableException"
OUTCOMES = dict(
    ok={}, partial=dict(fail=None, share=0.5, code=THROTTLED), all_fail=dict(code=THROTTLED),
    wrong_length=dict(by=None), unreadable=dict(body='{"FailedPutCount":0,"RequestRes'),
    error=dict(status=500, code="InternalFailure", message="By script.", form="header", retry_after_ms=None),
    html=dict(status=503), reset_before={}, reset_after={}, commit_then_reset={},
    commit_then_cut=dict(share=0.5), close_idle={}, slow=dict(seconds=1), trickle=dict(seconds=1),
    hang=dict(seconds=1), continue_first={}, chunked={},
)  # fmt: skip
COMMIT_NOTHING = {"all_fail", "error", "html", "reset_before", "reset_after"}
AMBIGUOUS = {
    "wrong_length", "unreadable", "reset_before", "reset_after", "commit_then_reset", "commit_then_cut",
    "hang",
}  # fmt: skip
# After these the client knows that everything is in.
SETTLING = {"ok", "close_idle", "slow", "trickle", "continue_first", "chunked"}
FORMS = {"header", "header_url", "type", "type_ns", "xml", "xml_root"}


def outcome(given):
    given = {"do": given} if isinstance(given, str) else given
    own = {"do": given["do"], **OUTCOMES[given["do"]]}
    if not given.keys() <= own.keys() or given.get("form", "xml") not in FORMS:
        raise ValueError(f"a parameter of {given}")
    return own | given


class Ledger:
    """What the script says and what came in. Use under the lock."""

    def __init__(self, given):
        config = dict(
            stream="csm", region="us-east-1", clock_offset_s=0, script=[], after="ok", seed=0,
            verify_signature=True,
            credentials=[dict(access_key="AKIDEXAMPLE", secret_key="secret", session_token=None)],
        )  # fmt: skip
        if not given.keys() <= config.keys():
            raise ValueError(f"unknown: {given.keys() - config.keys()}")
        self.config = config | given
        self.script = collections.deque(map(outcome, self.config["script"]))
        self.after = outcome(self.config["after"])
        self.random = random.Random(self.config["seed"])
        self.calls, self.violations, self.copies = [], [], collections.Counter()
        self.packs = {}  # event id → the record that carries it
        self.unfinished = None  # the records that have to come next
        self.billed_kib = 0

    def now(self):
        return time.time() + self.config["clock_offset_s"]

    def next(self):
        return self.script[0] if self.script else self.after

    def take(self, connection, access_key=None, records=()):
        """Checks against what came before, then the outcome and the answer's entries."""
        self.check(records)
        own = self.next()
        if self.script:
            self.script.popleft()
        do = own["do"]
        failed = self.failing(own, len(records))
        taken = [record for at, record in enumerate(records) if at not in failed and do not in COMMIT_NOTHING]
        for record in taken:
            self.copies.update(record.events.keys())
            self.billed_kib += -(-len(record.data) // 5120) * 5
        if do in SETTLING or do in ("partial", "all_fail"):
            self.unfinished = [records[at] for at in sorted(failed)] or None
        self.note(
            connection, do, access_key, records,
            failed=len(failed), committed=bool(taken), ambiguous=do in AMBIGUOUS, code=own.get("code"),
        )  # fmt: skip
        entries = [
            dict(ErrorCode=own["code"], ErrorMessage="Slow down.")
            if at in failed
            else dict(RecordId=base64.b64encode(os.urandom(165)).decode())
            for at in range(len(records))
        ]
        if do == "wrong_length":
            by = own["by"] or self.random.choice([-1, 1])
            entries = (entries + entries[:1] * by) if by > 0 else entries[:by]
        return own, entries

    def check(self, records):
        datas = [record.data for record in records]
        # A call whose body nobody reads has no records.
        if records and self.unfinished and datas != [record.data for record in self.unfinished]:
            raise broken(f"{len(datas)} records instead of exactly the {len(self.unfinished)} failed ones")
        names = [name for record in records for name in record.events]
        if len(names) > len(set(names)):
            raise broken("an event is twice in a call")
        for record in records:
            for name, line in record.events.items():
                earlier = self.packs.get(name, record)
                if earlier.events[name] != line:
                    raise broken(f"{name} came with other bytes: {earlier.events[name][:300]!r}, {line[:300]!r}")
                if earlier.data != record.data:
                    raise broken(f"{name} came in another record than before")
        for record in records:
            self.packs.update(dict.fromkeys(record.events, record))

    def failing(self, own, count):
        if own["do"] == "all_fail":
            return set(range(count))
        if own["do"] != "partial":
            return set()
        if own["fail"] is not None:
            return set(own["fail"]) & set(range(count))
        failed = {at for at in range(count) if self.random.random() < own["share"]}
        failed = failed or {self.random.randrange(count)}
        if len(failed) == count > 1:
            failed.remove(self.random.randrange(count))
        return failed

    def note(self, connection, outcome, access_key=None, records=(), **more):
        figures = dict(
            n=len(self.calls), outcome=outcome, records=len(records),
            bytes=sum(len(record.data) for record in records),
            events=sum(len(record.events) for record in records),
            failed=0, committed=False, ambiguous=False, code=None,
            access_key=access_key, connection=connection, time=time.time(),
        )  # fmt: skip
        self.calls.append(figures | more)

    def report(self, lines):
        own = dict(
            calls=self.calls, copies=self.copies, violations=self.violations, billed_kib=self.billed_kib,
            faults_ambiguous=sum(call["ambiguous"] for call in self.calls),
        )  # fmt: skip
        if lines:
            own["lines"] = {name: self.packs[name].events[name].decode() for name in self.copies}
        return own
