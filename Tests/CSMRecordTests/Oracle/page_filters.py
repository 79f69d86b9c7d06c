"""What sorting and filtering do to the tables, and which calls a filter leaves."""

import json

from page_figures import rows, shown
from page_sessions import PYTEST, equal, expect, told


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
