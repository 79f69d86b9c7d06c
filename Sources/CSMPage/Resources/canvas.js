// The canvas with its tools: which session, which stretch of time, drawn anew once a frame.

class Stage {
  constructor(place) {
    const content = document.getElementById("canvas-template").content.cloneNode(true);
    place.append(content);
    this.root = place.querySelector(".canvas");
    this.canvas = this.root.querySelector("canvas");
    this.context = this.canvas.getContext("2d", { alpha: true });
    this.lines = new Map();
    this.selected = null;
    this.frame = 0;
    this.makeTools();
    this.pointer = new Pointing(this);
    this.choose(0);
    this.refill();
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    filter.watchers.push(() => this.refill());
  }

  makeTools() {
    const select = this.root.querySelector("select");
    page.time_lines.forEach((source, number) => {
      const session = page.stats.sessions.find((one) => one.id === source.session);
      const name = session.name ?? session.command.join(" ");
      select.append(new Option(visible(`${name} ${session.id.slice(0, 8)}`), String(number)));
    });
    this.root.querySelector(".choice").hidden = page.time_lines.length < 2;
    select.addEventListener("change", () => {
      this.choose(Number(select.value));
      filter.tell();
    });
    this.failed = this.root.querySelector("input");
    this.failed.addEventListener("change", () => {
      filter.failedOnly = this.failed.checked;
      filter.tell();
    });
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.do(button.dataset.do));
    }
  }

  do(action) {
    switch (action) {
      case "in": this.view.zoom(2); break;
      case "out": this.view.zoom(1 / 2); break;
      case "left": this.view.move(-0.25); break;
      case "right": this.view.move(0.25); break;
      case "all": this.view.all(); break;
    }
    this.change();
  }

  choose(number) {
    if (!this.lines.has(number)) this.lines.set(number, new TimeLine(page.time_lines[number]));
    this.line = this.lines.get(number);
    this.view = new View(this.line.source.from_ms, this.line.source.until_ms);
  }

  // The session's, where there are several.
  get title() {
    const select = this.root.querySelector("select");
    return page.time_lines.length > 1 ? select.selectedOptions[0].textContent : null;
  }

  // Other calls are shown.
  refill() {
    this.failed.checked = filter.failedOnly;
    this.picture = new Picture(this.line, filter.calls(this.line));
    this.select(null);
    this.resize();
  }

  resize() {
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const width = Math.max(1, this.canvas.parentElement.clientWidth);
    this.size = { width, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.picture.height * ratio);
    this.canvas.style.height = this.picture.height + "px";
    this.repaint();
  }

  repaint() {
    this.paint = colors(this.canvas);
    this.change();
  }

  // Something moved: it is drawn with the next frame.
  change() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      draw(this.context, this.size, this.picture, this.view, this.paint, this.selected);
      this.tell();
    });
  }

  // In words, what is drawn.
  tell() {
    const places = this.view.length < 1000 ? 3 : 2;
    const range = `${seconds(this.view.from, places)} to ${seconds(this.view.until, places)} s`;
    this.root.querySelector(".range").value = range;
    const calls = counted(this.picture.calls.length, "call");
    this.canvas.setAttribute("aria-label",
      `Time line from ${range}: ${calls} in ${counted(this.picture.laneCount, "lane")}, at most `
      + `${this.picture.flight.most} in flight. The calls are in the table below.`);
  }

  // `place` is one among the calls shown; null for none.
  select(place) {
    this.selected = place;
    const detail = this.root.querySelector(".detail");
    detail.replaceChildren(...(place === null ? [] : [describe(this.line, this.picture.calls[place])]));
    if (place !== null) {
      const call = this.picture.calls[place];
      this.view.show(this.line.start[call], this.line.end[call]);
    }
    this.change();
  }

  step(by) {
    const count = this.picture.calls.length;
    if (!count) return;
    const next = this.selected === null
      ? Math.min(count - 1, above(this.picture.start, this.view.from - 1)) : this.selected + by;
    this.select(Math.max(0, Math.min(count - 1, next)));
  }
}
