// Begins: the page is complete without this.

prepareTables();

const place = document.getElementById("canvas-place");
const stage = place && page.time_lines.some((line) => line.calls_here > 0) ? new Stage(place) : null;

const bar = document.getElementById("filter");
bar.querySelector("button").addEventListener("click", () => filter.clear());
filter.watchers.push(() => {
  bar.hidden = !filter.isActive;
  const what = stage?.title ? `Shown of ${stage.title}` : "Shown";
  bar.querySelector("span").textContent = filter.isActive && stage
    ? `${what}: ${filter.words}: ${figuresText(stage.line, stage.picture.calls)}.` : "";
});
// For tests and benchmarks, and for whoever opens the console.
document.documentElement.csmRecord = { page, filter, stage, figures };
