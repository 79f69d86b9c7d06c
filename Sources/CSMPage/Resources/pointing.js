// Pointer and keys on the canvas: move, zoom, look at a call.

class Pointing {
  constructor(stage) {
    this.stage = stage;
    this.tip = stage.root.querySelector(".tip");
    // Pointers that are down: two of them pinch.
    this.down = new Map();
    this.hasMoved = false;
    const { canvas } = stage;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => this.release(event));
    }
    canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    canvas.addEventListener("wheel", (event) => this.roll(event), { passive: false });
    canvas.addEventListener("dblclick", (event) => {
      stage.view.zoom(4, this.time(event.offsetX));
      stage.change();
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  time(x) { return this.stage.view.from + x / this.stage.size.width * this.stage.view.length; }

  press(event) {
    this.stage.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, event.offsetX);
    this.hasMoved = false;
    this.startX = event.offsetX;
  }

  move(event) {
    const before = this.down.get(event.pointerId);
    if (before === undefined) return this.point(event);
    const by = event.offsetX - before;
    if (!by) return;
    const { view, size } = this.stage;
    if (this.down.size === 2) {
      const [other] = [...this.down].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
      const spread = Math.abs(before - other);
      if (spread > 4) view.zoom(Math.abs(event.offsetX - other) / spread, this.time(other));
    } else {
      view.move(-by / size.width);
    }
    this.down.set(event.pointerId, event.offsetX);
    if (Math.abs(event.offsetX - this.startX) > 3) this.hasMoved = true;
    this.tip.hidden = true;
    this.stage.change();
  }

  release(event) {
    const wasDown = this.down.delete(event.pointerId);
    if (!wasDown || this.hasMoved || event.type === "pointercancel") return;
    this.stage.select(this.find(event.offsetX, event.offsetY));
  }

  roll(event) {
    const { view } = this.stage;
    if (event.ctrlKey || event.metaKey) {
      view.zoom(Math.exp(-event.deltaY / 300), this.time(event.offsetX));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      view.move((event.deltaX || event.deltaY) / this.stage.size.width);
    } else {
      return;
    }
    event.preventDefault();
    this.stage.change();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { stage } = this;
    const actions = {
      ArrowLeft: () => stage.view.move(-0.1), ArrowRight: () => stage.view.move(0.1),
      ArrowUp: () => stage.view.zoom(1.5), ArrowDown: () => stage.view.zoom(1 / 1.5),
      "+": () => stage.view.zoom(1.5), "=": () => stage.view.zoom(1.5), "-": () => stage.view.zoom(1 / 1.5),
      Home: () => stage.view.all(), n: () => stage.step(1), p: () => stage.step(-1),
      Escape: () => stage.select(null),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
    stage.change();
  }

  // The call at a place on the canvas, as its place among those shown; null for none.
  find(x, y) {
    const { picture, view, size } = this.stage;
    const { line } = picture;
    const scale = size.width / view.length;
    const near = 3 / scale;
    const isLatency = y >= picture.latencyTop;
    const row = Math.floor((y - picture.lanesTop) / picture.rowHeight);
    if (!isLatency && (row < 0 || row >= picture.rows)) return null;
    const time = this.time(x);
    const [first, last] = picture.range(time - near, time + near);
    let best = null, distance = Infinity;
    for (let place = first; place < last; place++) {
      const call = picture.calls[place];
      let own;
      if (isLatency) {
        const dot = picture.latencyTop + 14 + (latencyHeight - 14) * (1 - picture.level[place]);
        own = Math.hypot((line.start[call] - time) * scale, dot - y);
        if (own > 8 || picture.level[place] < 0) continue;
      } else {
        if (picture.rowOf(place) !== row || line.end[call] < time - near) continue;
        own = Math.max(0, line.start[call] - time, time - line.end[call]) - (line.isError(call) ? near / 2 : 0);
      }
      if (own < distance) [best, distance] = [place, own];
    }
    return best;
  }

  point(event) {
    const place = this.find(event.offsetX, event.offsetY);
    this.tip.hidden = place === null;
    if (place === null) return;
    const { line, picture, size } = this.stage;
    this.tip.textContent = facts(line, picture.calls[place]).map(([name, value]) =>
      name === "operation" ? value : `${name} ${value}`).join("\n");
    const isRight = event.offsetX > size.width / 2;
    this.tip.style.left = isRight ? "" : `${event.offsetX + 14}px`;
    this.tip.style.right = isRight ? `${size.width - event.offsetX + 14}px` : "";
    this.tip.style.top = `${event.offsetY + 14}px`;
  }
}

function facts(line, call) {
  const tries = line.tries[call];
  const all = [
    ["operation", line.name(call)], ["start", seconds(line.start[call]) + " s"],
    ["latency", line.latency[call] < 0 ? "\u2013" : grouped.format(line.latency[call]) + " ms"],
    ["attempts", tries < 0 ? "\u2013" : String(tries)],
    ["outcome", line.outcome(line.kind[call], true, tries)],
  ];
  const resource = line.kinds.resource[line.kind[call]];
  if (resource) all.push(["resource", visible(resource)]);
  for (const mark of line.marks(call)) all.push(["mark", visible(mark)]);
  return all;
}

// A call with its attempts, as a list.
function describe(line, call) {
  const list = document.createElement("dl");
  const add = (name, value) => {
    const term = document.createElement("dt"), description = document.createElement("dd");
    term.textContent = name;
    description.textContent = value;
    list.append(term, description);
  };
  for (const [name, value] of facts(line, call)) add(name, value);
  (line.attempts.get(call) ?? []).forEach((attempt, number) => {
    const host = line.kinds.host[attempt.kind];
    add(`attempt ${number + 1}`,
      `${line.outcome(attempt.kind, false, 1)}, ${attempt.latency ?? "\u2013"} ms, `
      + `${attempt.start} ms after the call's start` + (host ? `, ${visible(host)}` : ""));
  });
  return list;
}
