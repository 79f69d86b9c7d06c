"""The figures of the pages, in their tables and in their data, against those of the program."""

import collections
import json

from page_sessions import BOTO, PYTEST, SESSIONS, equal, expect, told

COUNTS = ("calls", "errors", "retries", "throttles", "attempts")


TABLE = """
const table = document.getElementById(arguments[0]);
const keys = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.key ?? null);
return [...table.rows].slice(1).map((row) => ({
  head: row.cells[0].textContent, isHidden: row.hidden,
  cells: [...row.cells].map((cell, place) => [keys[place], cell.dataset.v ?? null, cell.textContent]),
}));
"""


def rows(browser, table):
    return browser.run(TABLE, table)


def figures(row):
    return {key: json.loads(value) for key, value, _ in row["cells"] if key and value is not None
            and key != "share"}


def shown(value):
    """A figure as text for people, or a part of it."""
    return f"{value:,}"


def check_statistics(check, browser, table, stats, name):
    """Every figure of the table, as it is and as it is shown."""
    found = rows(browser, table)
    equal(check, len(found), len(stats["operations"]) + 1, "rows")
    for row, wanted in zip(found, stats["operations"] + [stats["total"]]):
        if wanted is not stats["total"]:
            equal(check, row["head"], name(wanted), "name")
        for key, value in figures(row).items():
            equal(check, value, wanted[key], f"{row['head']} {key}")
        for key, value, text in row["cells"]:
            if key in COUNTS or key and key.endswith("_ms") and key != "total_ms":
                equal(check, text.rstrip("°"), shown(wanted[key]), f"{row['head']} {key} shown")
        keys = {key for key, value, _ in row["cells"] if key}
        expect(check, {"calls", "errors", "retries", "throttles", "total_ms", "p50_ms", "p90_ms", "p95_ms",
                       "p99_ms", "max_ms"} <= keys, f"columns {keys}")


def operation(row):
    return f"{row['service']}.{row['api']}"


def agrees(browser, pages):
    check = "every figure of the tables is that of stats"
    for name, sessions in SESSIONS.items():
        if name in ("empty", "hostile"):
            continue
        browser.open(pages[name])
        check_statistics(check, browser, "operation-table", told("stats", *sessions), operation)
        total = told("stats", *sessions)["total"]
        failures = rows(browser, "failure-table")
        equal(check, sum(figures(row)["calls"] for row in failures), total["errors"], "failed calls")
        equal(check, sum(figures(row)["throttles"] for row in failures), total["throttles"], "throttles")
        retried = [row["retries"] for row in told("stats", *sessions)["operations"] if row["retries"]]
        if browser.all("#retry-table"):
            equal(check, sorted(figures(row)["retries"] for row in rows(browser, "retry-table")
                                if figures(row)["retries"]), sorted(retried), "retries")
    browser.open(pages["pytest"])
    check_statistics(check, browser, "mark-table", told("stats", PYTEST, "--by", "mark"),
                     lambda row: row["mark"])
    over_time = [figures(row) for row in rows(browser, "over-time-0")]
    equal(check, sum(row["calls"] for row in over_time), 308, "calls over time")
    equal(check, max(row["max_ms"] for row in over_time), told("stats", PYTEST)["total"]["max_ms"], "max")
    text = browser.one("header").text
    for words in ("308 calls", "7 operations", "1 error", "2 retries", "p50 4 ms", "exit 0", "628 datagrams",
                  "52.1%", "pytest -q", "2026-11-26 19:17:18 UTC"):
        expect(check, words in text, f"no {words!r} in {text!r}")


def decoded(line):
    """The calls of the page's data, as the man page says to read them."""
    columns, start, calls = line["columns"], 0, []
    kinds = columns["kinds"]
    for step, latency, kind in zip(columns["start_ms"], columns["latency_ms"], columns["kind"]):
        start += step
        calls.append({"offset_ms": start, "latency_ms": latency, "attempts": 1, "kind": kind})
    place = 0
    for step, attempts in zip(columns["tried"]["call"], columns["tried"]["attempts"]):
        place += step
        calls[place]["attempts"] = attempts
    sets = [number for count, number in zip(columns["marks"]["calls"], columns["marks"]["set"])
            for _ in range(count)]
    attempts, place = collections.defaultdict(list), 0
    own = columns["attempts"]
    for step, first, latency, kind in zip(own["call"], own["start_ms"], own["latency_ms"], own["kind"]):
        place += step
        attempts[place].append((calls[place]["offset_ms"] + first, latency, kinds["status"][kind],
                                kinds["exception"][kind], bool(kinds["is_throttle"][kind])))
    for number, call in enumerate(calls):
        kind = call.pop("kind")
        call["operation"] = kinds["operation"][kind]
        call["status"], call["exception"] = kinds["status"][kind], kinds["exception"][kind]
        call["is_error"], call["resource"] = bool(kinds["is_error"][kind]), kinds["resource"][kind]
        call["marks"] = [line["marks"][mark] for mark in line["mark_sets"][sets[number]]]
        call["linked"] = attempts.get(number)
    return calls


def data(browser, pages):
    check = "the data in the page is what stats, show and compare say"
    for name, sessions in SESSIONS.items():
        text = pages[name].read_text()
        block = text.split('<script type="application/json" id="csm-record-data">')[1].split("</script>")[0]
        found = json.loads(block)
        equal(check, found["schema"], "csm-record/report/1", "schema")
        equal(check, found["stats"], told("stats", *sessions), f"stats of {name}")
        marks = told("stats", *sessions, "--by", "mark")
        if found["marks"] is not None:
            equal(check, found["marks"]["operations"], marks["operations"], f"marks of {name}")
        equal(check, len(found["time_lines"]), len(sessions), "time lines")
        for line, session in zip(found["time_lines"], sessions):
            wanted = told("show", session, "--attempts")["calls"]
            wanted.sort(key=lambda call: (call["offset_ms"], call["sequence"]))
            calls = decoded(line)
            equal(check, len(calls), len(wanted), "calls")
            for call, own in zip(calls, wanted):
                service, api = found["operations"][call["operation"]]
                equal(check, (service, api), (own["service"], own["api"]), "operation")
                for key in ("offset_ms", "latency_ms", "attempts", "status", "exception", "is_error", "resource"):
                    equal(check, call[key], own[key], key)
                if call["linked"]:
                    equal(check, call["linked"], [
                        (one["offset_ms"], one["latency_ms"], one["status"], one["exception"],
                         one["is_throttle"]) for one in own["linked_attempts"]], "attempts")
    found = json.loads(pages["compared"].read_text().split('id="csm-record-data">')[1].split("</script>")[0])
    equal(check, found["compare"], told("compare", BOTO, PYTEST), "compare")
