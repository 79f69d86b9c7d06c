"""What athena_server.py does next by its script, and what came in. Not safe without a lock."""

import collections
import random
import re
import time
import uuid

from athena_checks import FIELDS, invalid

OUTCOMES = dict(
    ok={}, error=dict(status=400, code="TooManyRequestsException", message="By script.", form="type", retry_after_ms=None),
    html=dict(status=503), unreadable=dict(body=None, share=0.5), cut=dict(share=0.5),
    reset_before={}, reset_after={}, commit_then_reset={}, commit_then_error=dict(status=500, code="InternalServerException", message="By script.", form="type", retry_after_ms=None),
    hang=dict(seconds=1), slow=dict(seconds=1), close_idle={}, chunked={},
)  # fmt: skip
COMMIT_NOTHING = {"error", "html", "reset_before", "reset_after", "hang"}
# After these the client has the answer.
SETTLING = {"ok", "slow", "close_idle", "chunked"}
# After these it cannot know whether the call was taken.
AMBIGUOUS = {"unreadable", "cut", "reset_before", "reset_after", "commit_then_reset", "commit_then_error", "hang"}
FORMS = {"header", "header_url", "type", "type_ns", "xml", "xml_root"}
RUNNING = {"QUEUED", "RUNNING"}


def outcome(given):
    given = {"do": given} if isinstance(given, str) else given
    own = {"do": given["do"], **OUTCOMES[given["do"]]}
    if not given.keys() <= own.keys() or own.get("form", "xml") not in FORMS:
        raise ValueError(f"a parameter of {given}")
    return own | given


def filled(given, defaults):
    if not given.keys() <= defaults.keys():
        raise ValueError(f"unknown: {given.keys() - defaults.keys()}")
    return defaults | given


def state(given):
    given = {"state": given} if isinstance(given, str) else given
    return filled(given, dict(state="SUCCEEDED", scanned=0, ms=0, reason=None, error=None))


RESULT = dict(
    contains="", columns=["n"], rows=None, generate=0, header=True, states=["RUNNING", "SUCCEEDED"],
    page_rows=1000, empty_pages=0, repeat_token=False, width=0,
)  # fmt: skip


def result(given):
    own = filled(given, RESULT)
    if not own["states"]:
        raise ValueError("no states")
    own["states"] = [state(each) for each in own["states"]]
    if own["rows"] is None:
        # Every seventh value is NULL.
        own["rows"] = [
            [
                None if (at + column) % 7 == 6 else f"{name}-{at}".ljust(own["width"])
                for column, name in enumerate(own["columns"])
            ]
            for at in range(own["generate"])
        ]
    return own


def text(value):
    """A value as Athena writes it."""
    if value is None or isinstance(value, str):
        return value
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)


class Query:
    def __init__(self, call, own):
        self.id, self.call, self.result = str(uuid.uuid4()), call, own
        self.at, self.is_stopped, self.is_told, self.starts, self.tokens = 0, False, False, 1, {}
        self.may_return = False  # Whether the last look found a failure after which Athena may take it up again.
        self.submitted = time.time()

    @property
    def state(self):
        own = self.result["states"][min(self.at, len(self.result["states"]) - 1)]
        return own | dict(state="CANCELLED") if self.is_stopped else own

    def look(self):
        """How far it is, and a step further for the next look: even a failure may not be the end."""
        own = self.state
        error = own["error"] or {}
        is_soon_over = error.get("ErrorCategory") == 1 or error.get("Retryable") is True
        self.may_return = own["state"] == "FAILED" and is_soon_over
        if own["state"] in RUNNING or self.may_return:
            self.at += 1
        return own

    def page(self, token, most):
        """Rows, and the token of the next page."""
        own = self.result
        rows = ([own["columns"]] if own["header"] else []) + own["rows"]
        start = self.tokens.get(token, -own["empty_pages"])
        end = start + (min(most, own["page_rows"]) if start >= 0 else 1)
        if end >= len(rows):
            return rows[max(start, 0) : max(end, 0)], None
        following = next(iter(self.tokens), None) if own["repeat_token"] else None
        following = following or uuid.uuid4().hex * 4
        self.tokens[following] = end
        return rows[max(start, 0) : max(end, 0)], following


class Ledger:
    """What the script says and what came in. Use under the lock."""

    def __init__(self, given):
        config = dict(
            region="us-east-1", clock_offset_s=0, script={}, after={}, seed=0, verify_signature=True,
            credentials=[dict(access_key="AKIDEXAMPLE", secret_key="secret", session_token=None)],
            workgroups=None, databases=None, queries=None,
        ) | RESULT  # fmt: skip
        self.config = filled(given, config)
        if not self.config["script"].keys() | self.config["after"].keys() <= FIELDS.keys():
            raise ValueError("an unknown action")
        self.script = {
            action: collections.deque(map(outcome, self.config["script"].get(action, []))) for action in FIELDS
        }
        self.after = {action: outcome(self.config["after"].get(action, "ok")) for action in FIELDS}
        fallback = result({name: self.config[name] for name in RESULT})
        self.results = [result(own) for own in self.config["queries"] or []] + [fallback]
        self.random = random.Random(self.config["seed"])
        self.calls, self.violations, self.queries, self.by_token = [], [], {}, {}

    def now(self):
        return time.time() + self.config["clock_offset_s"]

    def next(self, action):
        script = self.script[action]
        return script[0] if script else self.after[action]

    def take(self, connection, action, access_key=None, call=None):
        """Checks against what came before, then the outcome and the answer of a call that is taken."""
        if call is not None:
            self.check(action, call)
        own = self.next(action)
        if self.script[action]:
            self.script[action].popleft()
        is_committed = call is not None and own["do"] not in COMMIT_NOTHING
        answer = getattr(self, action)(call) if is_committed else None
        query = self.queries.get((call or {}).get("QueryExecutionId"))
        if query and action == "GetQueryExecution" and own["do"] in SETTLING:
            query.is_told = answer["QueryExecution"]["Status"]["State"] not in RUNNING
        self.note(
            connection, action, own["do"], access_key, call,
            committed=is_committed, ambiguous=own["do"] in AMBIGUOUS, code=own.get("code"),
        )  # fmt: skip
        return own, answer

    def check(self, action, call):
        if action == "StartQueryExecution":
            token, group = call["ClientRequestToken"], call["WorkGroup"]
            groups = self.config["workgroups"]
            if groups is not None and group not in groups:
                raise invalid("WorkGroup is not found.", violation=False)
            earlier = self.by_token.get(token)
            if earlier and earlier.call != call:
                raise invalid("Idempotent parameters do not match")
            return
        query = self.queries.get(call["QueryExecutionId"])
        if query is None:
            raise invalid(f"QueryExecution {call['QueryExecutionId']} was not found")
        if action == "GetQueryResults":
            current = query.state["state"]
            if current != "SUCCEEDED":
                raise invalid(f"Query did not finish successfully. Final query state: {current}")
            if call.get("NextToken") not in (None, *query.tokens):
                raise invalid("NextToken is not one of this result's")
        elif query.is_told and not (action == "StopQueryExecution" and query.may_return):
            # Athena takes it, but it is no use.
            raise invalid(f"{action} of a query that is known to have ended")

    # What is done

    def StartQueryExecution(self, call):
        query = self.by_token.get(call["ClientRequestToken"])
        if query:
            query.starts += 1
        else:
            own = next(own for own in self.results if re.search(own["contains"], call["QueryString"]))
            database, known = call["QueryExecutionContext"]["Database"], self.config["databases"]
            if known is not None and database not in known:
                reason = f"SCHEMA_NOT_FOUND: line 1:15: Schema '{database}' does not exist"
                error = dict(ErrorCategory=2, ErrorType=1301, Retryable=False, ErrorMessage=reason)
                own = own | dict(states=[state(dict(state="FAILED", reason=reason, error=error))])
            query = Query(call, own)
            self.queries[query.id] = self.by_token[call["ClientRequestToken"]] = query
        return dict(QueryExecutionId=query.id)

    def GetQueryExecution(self, call):
        query = self.queries[call["QueryExecutionId"]]
        own = query.look()
        status = dict(State=own["state"], SubmissionDateTime=query.submitted)
        if own["reason"] is not None:
            status["StateChangeReason"] = own["reason"]
        if own["error"] is not None:
            status["AthenaError"] = own["error"]
        statistics = dict(
            EngineExecutionTimeInMillis=own["ms"], DataScannedInBytes=own["scanned"], TotalExecutionTimeInMillis=own["ms"],
            QueryQueueTimeInMillis=0, ServiceProcessingTimeInMillis=0,
        )  # fmt: skip
        execution = dict(
            QueryExecutionId=query.id, Query=query.call["QueryString"], StatementType="DML",
            ResultConfiguration=dict(OutputLocation=f"s3://results/{query.id}.csv"), Status=status, Statistics=statistics,
            QueryExecutionContext=query.call["QueryExecutionContext"], WorkGroup=query.call["WorkGroup"],
            EngineVersion=dict(SelectedEngineVersion="AUTO", EffectiveEngineVersion="Athena engine version 3"),
        )  # fmt: skip
        # Nothing is known yet of one that waits.
        if own["state"] == "QUEUED" and not own["scanned"]:
            del execution["Statistics"]
        return dict(QueryExecution=execution)

    def GetQueryResults(self, call):
        query = self.queries[call["QueryExecutionId"]]
        token = call.get("NextToken")
        rows, following = query.page(token, call["MaxResults"])
        columns = [
            dict(CatalogName="hive", SchemaName="", TableName="", Name=name, Label=name, Type="varchar",
                 Precision=2147483647, Scale=0, Nullable="UNKNOWN", CaseSensitive=True)
            for name in query.result["columns"]
        ]  # fmt: skip
        data = [
            dict(Data=[{} if value is None else dict(VarCharValue=text(value)) for value in row]) for row in rows
        ]
        answer = dict(UpdateCount=0, ResultSet=dict(Rows=data, ResultSetMetadata=dict(ColumnInfo=columns)))
        return answer | (dict(NextToken=following) if following else {})

    def StopQueryExecution(self, call):
        query = self.queries[call["QueryExecutionId"]]
        if query.state["state"] in RUNNING:
            query.is_stopped = True
        return {}

    # What is told of it

    def note(self, connection, action, outcome, access_key=None, call=None, **more):
        call = call or {}
        figures = dict(
            n=len(self.calls), action=action, outcome=outcome, id=call.get("QueryExecutionId"),
            token=call.get("ClientRequestToken"), max_results=call.get("MaxResults"), committed=False,
            ambiguous=False, code=None, access_key=access_key, connection=connection, time=time.time(),
        )  # fmt: skip
        self.calls.append(figures | more)

    def report(self):
        queries = [
            dict(
                id=query.id, token=query.call["ClientRequestToken"], sql=query.call["QueryString"],
                database=query.call["QueryExecutionContext"]["Database"], workgroup=query.call["WorkGroup"],
                starts=query.starts, state=query.state["state"], is_running=query.state["state"] in RUNNING,
                is_stopped=query.is_stopped,
            )
            for query in self.queries.values()
        ]  # fmt: skip
        return dict(calls=self.calls, queries=queries, violations=self.violations)
