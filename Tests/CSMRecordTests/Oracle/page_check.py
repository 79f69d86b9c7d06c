"""Checks pages of `csm-record report` in a browser, against what the program says elsewhere.

    page_check.py PROGRAM FOLDER

Makes the pages in FOLDER from the repository's fixtures and prints an object: each check's name,
and what is wrong, a list that is empty where nothing is.
"""

import json

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from page_browser import Browser
from page_canvas import chooses, points, zooms
from page_figures import agrees, data
from page_filters import filters, sorts
from page_sessions import FOLDER, equal, expect, make_pages, problems


def opens(browser, pages):
    check = "opens from a file without a message or a request"
    for path in pages.values():
        browser.open(path)
        equal(check, browser.said(), [], f"said by {path.name}")
        urls = [url for url in browser.requests() if not url.startswith("data:")]
        equal(check, urls, [path.as_uri()], f"requests of {path.name}")


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


def main():
    pages = make_pages()
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
