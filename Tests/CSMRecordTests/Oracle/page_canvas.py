"""The time line as it is drawn, moved and pointed at."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from page_sessions import equal, expect


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
