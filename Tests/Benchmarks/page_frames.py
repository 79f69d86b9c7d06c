"""How soon a page is painted, and how many frames a second it draws while it zooms.

    page_frames.py PAGE

Prints an object; times are those of the browser's own clock.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "CSMRecordTests/Oracle"))
from page_browser import Browser  # noqa: E402

PAINT = """
const paint = performance.getEntriesByType("paint").find((entry) => entry.name === "first-contentful-paint");
const [page] = performance.getEntriesByType("navigation");
return [paint?.startTime ?? null, page.loadEventEnd];
"""

# In and out again, and along, a step a frame.
ZOOM = """
const [count, done] = arguments;
const { stage } = document.documentElement.csmRecord;
stage.canvas.scrollIntoView({ block: "center", behavior: "instant" });
stage.view.all();
const times = [];
function step(time) {
  times.push(time);
  if (times.length > count) return done(times);
  stage.view.zoom(times.length % 120 < 60 ? 1.12 : 1 / 1.12);
  stage.view.move(0.01);
  stage.change();
  requestAnimationFrame(step);
}
requestAnimationFrame(step);
"""


def main():
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        try:
            # The second time the browser's own start is over.
            for _ in range(2):
                browser.open(sys.argv[1])
                browser.until("return performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
                paint, load = browser.run(PAINT)
            frames = browser.driver.execute_async_script(ZOOM, 240)
        finally:
            browser.quit()
    gaps = sorted(later - earlier for earlier, later in zip(frames, frames[1:]))
    print(json.dumps({
        "first_paint_ms": paint, "load_ms": load,
        "frames_per_second": 1000 * len(gaps) / (frames[-1] - frames[0]),
        "median_frame_ms": gaps[len(gaps) // 2], "p95_frame_ms": gaps[len(gaps) * 95 // 100]}))


main()
