"""A page of csm-record in headless Chromium, driven by selenium: one browser for all checks."""

import json
import pathlib
import time

import axe_core_python
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

# Where Debian has them.
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
AXE = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"


class Browser:
    """Opens pages from files, and knows what they asked for and what they said."""

    def __init__(self, profile):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        # Root, and a machine without a GPU or much shared memory, are usual where tests run.
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--window-size=1280,900", "--no-first-run", "--disable-background-networking",
                         f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_script_timeout(30)
        # Nothing moves by itself while it is looked at.
        self.media(reduced_motion="reduce")

    def quit(self):
        self.driver.quit()

    def media(self, **features):
        """Sets what the reader prefers, such as `color_scheme="dark"`; `media="print"` prints."""
        kind = features.pop("media", "")
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "media": kind,
            "features": [{"name": "prefers-" + name.replace("_", "-"), "value": value}
                         for name, value in features.items()]})

    def width(self, pixels, height=900):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def scripts(self, are_on):
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not are_on})

    def open(self, path):
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.driver.get(pathlib.Path(path).as_uri())
        self.settle()

    def settle(self):
        """Waits for two frames: what was to be drawn is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => done()));")

    def said(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        messages = [json.loads(entry["message"])["message"]
                    for entry in self.driver.get_log("performance")]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector):
        """Clicks where there is room around it: a bar may cover the window's lower end."""
        element = self.one(selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.settle()

    def violations(self):
        """What axe finds, as lines; all of WCAG 2.1 to level AA, and what it calls best practice."""
        if not self.run("return 'axe' in window"):
            self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text()})
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
            ".then((found) => done(found.violations), (error) => done([{id: String(error), nodes: []}]));")
        return [f"{one['id']}: {node['html'][:150]} {node.get('failureSummary', '')[:200]}"
                for one in found for node in one["nodes"][:3]] + \
               [one["id"] for one in found if not one["nodes"]]

    def until(self, script, *arguments):
        """Waits for a script to give what is true, ten seconds at most."""
        for _ in range(200):
            value = self.run(script, *arguments)
            if value:
                return value
            time.sleep(0.05)
        return None
