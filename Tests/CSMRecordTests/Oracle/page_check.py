"""Checks pages of `csm-record report` in a browser, against what the program says elsewhere.

    page_check.py PROGRAM FOLDER

Makes the pages in FOLDER from the repository's fixtures and prints an object: each check's name,
and what is wrong, a list that is empty where nothing is.
"""

import collections
import functools
import json
import pathlib
import random
import subprocess
import sys

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from page_browser import Browser

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
PYTEST, BOTO = str(FIXTURES / "pytest.jsonl"), str(FIXTURES / "boto3.jsonl")
COUNTS = ("calls", "errors", "retries", "throttles", "attempts")
# What nobody may smuggle into a page.
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\u202e\u2028'\"&"

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


# MARK: What is in a table of the page

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


# MARK: Checks

def opens(browser, pages):
    check = "opens from a file without a message or a request"
    for path in pages.values():
        browser.open(path)
        equal(check, browser.said(), [], f"said by {path.name}")
        urls = [url for url in browser.requests() if not url.startswith("data:")]
        equal(check, urls, [path.as_uri()], f"requests of {path.name}")


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


def sorts(browser, pages):
    check = "columns sort, up and down, by their figures"
    browser.open(pages["boto3"])
    heads = browser.all("#operation-table thead button")
    expect(check, len(heads) > 10, "few buttons")
    for place, head in enumerate(heads):
        orders = []
        for _ in range(2):
            browser.run("arguments[0].click()", head)
            orders.append(browser.run("return arguments[0].closest('th').ariaSort", head))
            found = [row["cells"][place] for row in rows(browser, "operation-table")[:-1]]
            values = [json.loads(cell[1]) if cell[1] is not None else cell[2] for cell in found]
            if place == 0:
                values = [value.lower() for value in values]
            wanted = sorted(values, reverse=orders[-1] == "descending")
            equal(check, values, wanted, f"column {place} {orders[-1]}")
        equal(check, set(orders), {"ascending", "descending"}, f"orders of column {place}")
        equal(check, len(browser.all("#operation-table th[aria-sort=ascending], "
                                     "#operation-table th[aria-sort=descending]")), 1, "sorted columns")
    equal(check, rows(browser, "operation-table")[-1]["head"], "total", "last row")


CHOSEN = """
const { stage, figures } = document.documentElement.csmRecord;
return figures(stage.line, stage.picture.calls);
"""
KEYS = ("calls", "errors", "retries", "total_ms", "p50_ms", "p95_ms", "max_ms")


def filters(browser, pages):
    check = "a filter shows what stats counts with it"

    def press(table, name):
        pressed = browser.run("""
          const buttons = [...document.querySelectorAll(`#${arguments[0]} tbody th button`)]
            .filter((button) => button.textContent === arguments[1]);
          buttons[0].click();
          return buttons.length === 1 && buttons[0].ariaPressed;""", table, name)
        browser.settle()
        return pressed

    def compare(*options):
        wanted = told("stats", PYTEST, *options)["total"]
        equal(check, browser.run(CHOSEN), {key: wanted[key] for key in KEYS}, options)
        bar = browser.one("#filter")
        expect(check, bar.is_displayed(), "no bar")
        expect(check, f"{shown(wanted['calls'])} call" in bar.text, bar.text)

    browser.open(pages["pytest"])
    for name in ("DynamoDB.GetItem", "DynamoDB.PutItem", "DynamoDB.Query"):
        equal(check, press("operation-table", name), "true", "pressed")
        compare("--only", name)
        lines = [row for row in rows(browser, "waterfall-0") if not row["isHidden"]]
        expect(check, lines and all(name in row["cells"][1][2] for row in lines), lines)
        failures = [row for row in rows(browser, "failure-table") if not row["isHidden"]]
        expect(check, all(row["cells"][1][2] == name for row in failures), failures)
        equal(check, press("operation-table", name), "false", "pressed again")
    press("operation-table", "DynamoDB.GetItem")
    press("operation-table", "S3.PutObject")
    compare("--only", "DynamoDB.GetItem", "--only", "S3.PutObject")
    browser.one("#filter button").click()
    browser.settle()
    equal(check, browser.run(CHOSEN)["calls"], 308, "calls after the filter")
    expect(check, not browser.one("#filter").is_displayed(), "the bar stays")
    for mark in [row["mark"] for row in told("stats", PYTEST, "--by", "mark")["operations"]]:
        press("mark-table", mark)
        compare("--mark", mark)
        press("operation-table", "DynamoDB.GetItem")
        wanted = told("stats", PYTEST, "--mark", mark, "--only", "DynamoDB.GetItem")["total"]["calls"]
        equal(check, browser.run(CHOSEN)["calls"], wanted, f"GetItem in {mark}")
        press("operation-table", "DynamoDB.GetItem")
        press("mark-table", mark)
    browser.click(".tools input")
    compare("--errors")
    browser.click(".tools input")
    equal(check, browser.run(CHOSEN)["calls"], 308, "calls after all")
    browser.open(pages["boto3"])
    browser.one("input[type=search]").send_keys("listb")
    found = [row["head"] for row in rows(browser, "operation-table") if not row["isHidden"]]
    equal(check, found, ["S3.ListBuckets", "total"], "found")


def fingerprint(browser):
    """Of what is drawn: how many pixels are not the ground, and a sum of them."""
    return browser.run("""
      const canvas = document.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let drawn = 0, sum = 0;
      for (let place = 0; place < data.length; place += 4) {
        if (!data[place + 3]) continue;
        drawn++;
        sum = (sum * 31 + data[place] + data[place + 1] * 3 + data[place + 2] * 7 + place) % 2147483647;
      }
      return [drawn, sum];""")


def zooms(browser, pages):
    check = "the time line is drawn, zooms and moves, by buttons, keys, wheel and pointer"
    browser.open(pages["pytest"])
    canvas = browser.one("canvas")
    view = lambda: browser.run("const { view } = document.documentElement.csmRecord.stage;"
                               "return [view.from, view.until];")
    drawn = fingerprint(browser)
    expect(check, drawn[0] > 5000, f"only {drawn[0]} pixels are drawn")
    whole = view()
    equal(check, whole, [0, 3065], "the whole time")

    def moved(what, act, holds):
        before, picture = view(), fingerprint(browser)
        act()
        browser.settle()
        expect(check, holds(before, view()), f"{what}: {before} then {view()}")
        expect(check, before == view() or fingerprint(browser) != picture, f"{what}: nothing is drawn anew")

    def length(view):
        return view[1] - view[0]

    closer = lambda before, after: length(after) < length(before)
    wider = lambda before, after: length(after) > length(before)
    earlier = lambda before, after: after[0] < before[0] and abs(length(after) - length(before)) < 1e-6
    later = lambda before, after: after[0] > before[0] and abs(length(after) - length(before)) < 1e-6
    button = lambda name: browser.one(f"[data-do={name}]").click
    browser.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", canvas)
    moved("zoom in", button("in"), closer)
    moved("later", button("right"), later)
    moved("earlier", button("left"), earlier)
    moved("zoom out", button("out"), wider)
    key = lambda name: lambda: canvas.send_keys(name)
    for name, holds in (("+", closer), (Keys.ARROW_UP, closer), (Keys.ARROW_RIGHT, later),
                        (Keys.ARROW_LEFT, earlier), (Keys.ARROW_DOWN, wider), ("-", wider)):
        moved(f"key {name!r}", key(name), holds)
    moved("wheel", lambda: browser.run(
        "arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: -300, ctrlKey: true, cancelable: true,"
        " bubbles: true}))", canvas), closer)
    moved("drag", lambda: ActionChains(browser.driver).move_to_element(canvas).click_and_hold()
          .move_by_offset(-120, 0).release().perform(), later)
    canvas.send_keys(Keys.HOME)
    equal(check, view(), whole, "Home")
    prevented = browser.run(
        "const event = new WheelEvent('wheel', {deltaY: 300, cancelable: true, bubbles: true});"
        "arguments[0].dispatchEvent(event); return event.defaultPrevented;", canvas)
    equal(check, prevented, False, "the page does not scroll by wheel")


def points(browser, pages):
    check = "a call that is pointed at, clicked or stepped to is described"
    browser.open(pages["pytest"])
    canvas = browser.one("canvas")
    browser.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", canvas)
    # DynamoDB.Query: 164 ms from 0.758 s, tried three times.
    x, y = browser.run("""
      const { stage } = document.documentElement.csmRecord;
      const { picture, view, size } = stage;
      return [(840 - view.from) / view.length * size.width - size.width / 2,
        picture.lanesTop + 4 - picture.height / 2];""")
    ActionChains(browser.driver).move_to_element_with_offset(canvas, round(x), round(y)).perform()
    browser.settle()
    tip = browser.one(".tip")
    expect(check, tip.is_displayed(), "no tip")
    equal(check, tip.text.split("\n")[:5],
          ["DynamoDB.Query", "start 0.758 s", "latency 164 ms", "attempts 3", "outcome 200"], "tip")
    ActionChains(browser.driver).click().perform()
    browser.settle()
    detail = browser.one(".detail").text
    for words in ("DynamoDB.Query", "0.758 s", "attempt 1", "400 ThrottlingException", "attempt 3",
                  "test_orders_are_found_when_busy"):
        expect(check, words in detail, f"no {words!r} in {detail!r}")
    canvas.send_keys("n")
    browser.settle()
    expect(check, "DynamoDB.GetItem" in browser.one(".detail").text, browser.one(".detail").text)
    canvas.send_keys("p", "p")
    browser.settle()
    expect(check, "ConditionalCheckFailedException" in browser.one(".detail").text,
           browser.one(".detail").text)
    canvas.send_keys(Keys.ESCAPE)
    browser.settle()
    equal(check, browser.one(".detail").text, "", "detail after Escape")


def links(browser, pages):
    check = "what to look at first leads to its places"
    for name in ("pytest", "boto3", "compared", "several"):
        browser.open(pages[name])
        anchors = browser.all("#first-look a, nav a")
        expect(check, len(anchors) > 4, f"{len(anchors)} links in {name}")
        for anchor in anchors:
            target = anchor.get_attribute("href").split("#")[1]
            expect(check, browser.run("return !!document.getElementById(arguments[0])", target), target)
    browser.open(pages["pytest"])
    text = browser.one("#first-look").text
    for words in ("1 of 308 calls failed (0.3 %): DynamoDB.PutItem with 400 ConditionalCheckFailedException.",
                  "DynamoDB.GetItem was called 300 times in a row in "
                  "tests/test_orders.py::test_the_report_has_all_orders, 1.15 s in total",
                  "DynamoDB.Query was retried most: 2 retries in 1 call, 2 throttles."):
        expect(check, words in text, f"no {words!r} in {text!r}")


def plain(browser, pages):
    check = "without JavaScript all tables and drawings are there"
    browser.scripts(False)
    try:
        browser.driver.get(pages["pytest"].as_uri())
        for table, count in (("operation-table", 8), ("waterfall-0", 9), ("failure-table", 2),
                             ("retry-table", 1), ("mark-table", 6)):
            found = browser.all(f"#{table} tbody tr, #{table} tfoot tr")
            equal(check, len(found), count, table)
            expect(check, all(row.is_displayed() for row in found), f"{table} is hidden")
        expect(check, len(browser.all("svg.histogram")) > 7, "no histograms")
        equal(check, len(browser.all("svg.chart")), 1, "charts")
        equal(check, len(browser.all("svg.bar")), 9, "bars")
        equal(check, len(browser.all("canvas, main button")), 0, "what needs a script")
        expect(check, "308 calls" in browser.one("header").text, "no figures")
    finally:
        browser.scripts(True)


def accessible(browser, pages):
    check = "axe finds nothing, at three widths, light and dark"
    for name, widths, schemes in (
            ("pytest", (320, 768, 1440), ("light", "dark")), ("several", (1024,), ("dark",)),
            ("compared", (1024,), ("light",)), ("empty", (320,), ("dark",)), ("hostile", (320,), ("light",))):
        for width in widths:
            for scheme in schemes:
                browser.width(width)
                browser.media(color_scheme=scheme, reduced_motion="reduce")
                browser.open(pages[name])
                if name == "pytest":
                    browser.run("document.querySelector('#operation-table tbody button').click();"
                                "document.querySelector('details').open = true")
                    browser.one("canvas").send_keys("n")
                for violation in browser.violations():
                    expect(check, False, f"{name} {width} {scheme}: {violation}")
                wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
                expect("the page is never wider than the window", wide <= 0, f"{name} {width}: {wide}")
    expect(check, True, "")
    browser.width(1280)


def keyboard(browser, pages):
    check = "all that can be clicked can be reached by Tab, and shows it"
    browser.open(pages["pytest"])
    wanted = browser.run("""
      return [...document.querySelectorAll("a[href], button, input, select, canvas, summary, [tabindex]")]
        .filter((element) => element.checkVisibility() && !element.disabled).length;""")
    seen = []
    for _ in range(wanted + 5):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        name, outline = browser.run("""
          const element = document.activeElement;
          element.dataset.tab ??= String(Math.random());
          return [element === document.body ? null : element.dataset.tab,
            getComputedStyle(element).outlineStyle];""")
        if name is None or name in seen:
            break
        seen.append(name)
        expect(check, outline != "none", browser.run("return document.activeElement.outerHTML.slice(0, 99)"))
    equal(check, len(seen), wanted, "reached")


def inert(browser, pages):
    check = "hostile names are text"
    browser.open(pages["hostile"])
    equal(check, browser.said(), [], "said")
    equal(check, browser.run("return window.hacked ?? null"), None, "hacked")
    equal(check, len(browser.all("img, iframe, object, embed, body script:not([type]) ~ script")), 0, "elements")
    equal(check, len(browser.all("script")), 2, "scripts")
    text = browser.run("return document.body.innerText")
    expect(check, "<img src=x onerror=window.hacked=2>" in text, "the name is not shown")
    expect(check, "\u202e" not in text and "\\u202E" in text, "the writing direction turns")
    browser.one("#operation-table tbody button").click()
    browser.one("canvas").send_keys("n")
    browser.settle()
    expect(check, "\u202e" not in browser.run("return document.body.innerText"), "the script turns it")
    equal(check, browser.run("return window.hacked ?? null"), None, "hacked by the script")
    equal(check, browser.run("return document.title").startswith("</script><script>"), True, "title")
    # The policy holds even against a script that is put in.
    browser.run("""
      const script = document.createElement("script");
      try { script.textContent = "window.hacked = 3"; } catch { }
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://127.0.0.1:9/x";
      document.body.append(image);""")
    browser.settle()
    equal(check, browser.run("return window.hacked ?? null"), None, "the policy")
    urls = [url for url in browser.requests() if "127.0.0.1" in url]
    blocked = " ".join(browser.said())
    expect(check, "Content Security Policy" in blocked, f"no word of the policy: {blocked} {urls}")


def prints(browser, pages):
    check = "on paper the tables stand in for the canvas"
    browser.open(pages["pytest"])
    browser.media(media="print")
    try:
        expect(check, not browser.one("canvas").is_displayed(), "the canvas is printed")
        expect(check, browser.one("#waterfall-0").is_displayed(), "no waterfall")
        expect(check, browser.one("svg.chart").is_displayed(), "no chart")
        expect(check, not browser.one("nav").is_displayed(), "the links are printed")
    finally:
        browser.media(reduced_motion="reduce")


def chooses(browser, pages):
    check = "of several sessions each has a time line"
    browser.open(pages["several"])
    select = browser.one(".tools select")
    expect(check, select.is_displayed(), "no choice")
    calls = "return document.documentElement.csmRecord.stage.line.count"
    equal(check, browser.run(calls), 308, "the first")
    select.send_keys(Keys.ARROW_DOWN)
    browser.settle()
    equal(check, browser.run(calls), 34, "the second")
    equal(check, len(browser.all("#waterfall-0, #waterfall-1")), 2, "waterfalls")
    browser.open(pages["pytest"])
    expect(check, not browser.one(".tools select").is_displayed(), "a choice of one")
    browser.open(pages["empty"])
    text = browser.one("#nothing").text
    expect(check, "no datagram was received. Possible reasons:" in text, text)


SESSIONS = {"pytest": [PYTEST], "boto3": [BOTO], "compared": [PYTEST], "several": [PYTEST, BOTO]}


def main():
    csm("run", "-q", "--name", "nothing", "--", "true")
    SESSIONS["empty"] = ["nothing"]
    SESSIONS["hostile"] = [hostile_session()]
    extra = {"compared": ["--against", BOTO], "hostile": ["--title", HOSTILE]}
    pages = {name: page(name, *sessions, *extra.get(name, [])) for name, sessions in SESSIONS.items()}
    browser = Browser(FOLDER / "profile")
    try:
        for check in (opens, agrees, data, sorts, filters, zooms, points, links, plain, keyboard, inert,
                      prints, chooses, accessible):
            try:
                check(browser, pages)
            except Exception as error:  # One that breaks must not hide what the others find.
                expect(check.__name__ + " ran to its end", False, repr(error))
    finally:
        browser.quit()
    print(json.dumps(problems))


main()
