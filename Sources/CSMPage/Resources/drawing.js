// Draws the calls that are shown: how many are in flight, the calls in lanes, and their latencies.

const axisHeight = 20, flightHeight = 56, latencyHeight = 96, gap = 14;
const mostLaneRoom = 360, mostRows = 180;
// Places among the colors: of other operations, of failures, of what is drawn as one.
const others = 8, failure = 9, folded = 10;

// What is drawn, worked out once for each choice of calls.
class Picture {
  constructor(line, calls) {
    this.line = line;
    this.calls = calls;
    const { lanes, count } = lanesOf(line, calls);
    this.lanes = lanes;
    this.laneCount = count;
    this.flight = inFlight(line, calls);
    this.rows = Math.max(1, Math.min(count, mostRows));
    this.rowHeight = Math.max(2, Math.min(18, Math.floor(mostLaneRoom / this.rows)));
    // Where many lanes share a row, each keeps its neighbours.
    this.rowOf = (place) => count <= mostRows ? lanes[place] : Math.floor(lanes[place] * mostRows / count);
    this.start = new Float64Array(calls.length);
    // The latest end so far, for what reaches into a view from before.
    this.reach = new Float64Array(calls.length);
    let reach = -Infinity;
    this.slowest = 1;
    for (let place = 0; place < calls.length; place++) {
      const call = calls[place];
      this.start[place] = line.start[call];
      reach = Math.max(reach, line.end[call]);
      this.reach[place] = reach;
      this.slowest = Math.max(this.slowest, line.latency[call]);
    }
    // How high each call's dot is, from 0 to 1; below 0 for none.
    this.level = new Float32Array(calls.length);
    const most = Math.log1p(this.slowest);
    for (let place = 0; place < calls.length; place++) {
      const latency = line.latency[calls[place]];
      this.level[place] = latency < 0 ? -1 : Math.log1p(latency) / most;
    }
    this.color = line.kinds.operation.map((operation, kind) =>
      line.kinds.is_error[kind] ? failure : operation === null ? others : Math.min(operation, others));
    this.lanesTop = axisHeight + flightHeight + gap;
    this.latencyTop = this.lanesTop + this.rows * this.rowHeight + gap;
    this.height = this.latencyTop + latencyHeight + 4;
  }

  // Places of calls that may be seen in a stretch of time.
  range(from, until) { return [above(this.reach, from - 1), above(this.start, until)]; }
}

function colors(element) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue("--" + name).trim();
  return {
    operations: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((number) => color("op" + number)).concat(color("bad"), color("folded")),
    text: color("text"), quiet: color("quiet"), line: color("line"), ground: color("ground"),
    flight: color("folded"), stripe: color("stripe"), bad: color("bad"), focus: color("focus"),
  };
}

function draw(context, size, picture, view, paint, selected) {
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.clearRect(0, 0, size.width, picture.height);
  context.font = "11px system-ui, sans-serif";
  const scale = size.width / view.length;
  drawLatencies(context, size, picture, view, paint);
  drawAxis(context, size, picture, view, paint, scale);
  drawFlight(context, size, picture, view, paint, scale);
  drawCalls(context, size, picture, view, paint, scale);
  if (selected !== null) outline(context, picture, view, paint, scale, selected);
  context.fillStyle = paint.quiet;
  context.fillText(`in flight, at most ${grouped.format(picture.flight.most)}`, 4, axisHeight + 11);
  context.fillText("latency, logarithmic", 4, picture.latencyTop + 11);
}

function drawAxis(context, size, picture, view, paint, scale) {
  const least = view.length / Math.max(2, size.width / 110);
  const decade = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((length) => length >= least);
  const places = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  context.textAlign = "left";
  for (let time = Math.ceil(view.from / step) * step; time <= view.until; time += step) {
    const x = Math.round((time - view.from) * scale) + 0.5;
    context.fillStyle = paint.line;
    context.fillRect(x, 0, 1, picture.height);
    const text = seconds(time, places) + " s";
    if (x + 3 + context.measureText(text).width > size.width) continue;
    context.fillStyle = paint.quiet;
    context.fillText(text, x + 3, 12);
  }
}

function drawFlight(context, size, picture, view, paint, scale) {
  const { times, counts, most } = picture.flight;
  const width = Math.ceil(size.width), bottom = axisHeight + flightHeight;
  const heights = new Int32Array(width);
  for (let step = Math.max(0, above(times, view.from) - 1); step < times.length; step++) {
    if (times[step] >= view.until) break;
    const next = step + 1 < times.length ? times[step + 1] : times[step];
    const first = Math.max(0, Math.floor((times[step] - view.from) * scale));
    const last = Math.min(width - 1, Math.floor((next - view.from) * scale - 1e-9));
    for (let x = first; x <= Math.max(first, last) && x < width; x++) {
      if (counts[step] > heights[x]) heights[x] = counts[step];
    }
  }
  context.fillStyle = paint.flight;
  for (let x = 0; x < width; x++) {
    if (!heights[x]) continue;
    const height = Math.max(1, heights[x] / most * (flightHeight - 14));
    context.fillRect(x, bottom - height, 1, height);
  }
}

// Calls of a row that are narrower than a pixel become one rectangle; what failed is drawn on top.
function drawCalls(context, size, picture, view, paint, scale) {
  const { line, calls, rowHeight: height } = picture;
  const [first, last] = picture.range(view.from, view.until);
  const boxes = paint.operations.map(() => []);
  const marks = [], wide = [];
  const openStart = new Float64Array(picture.rows).fill(-1);
  const openEnd = new Float64Array(picture.rows), openColor = new Uint8Array(picture.rows);
  const lastMark = new Float64Array(picture.rows).fill(-9);
  const close = (row) => {
    if (openStart[row] < 0) return;
    boxes[openColor[row]].push(openStart[row], row, Math.max(1, openEnd[row] - openStart[row]));
  };
  for (let place = first; place < last; place++) {
    const call = calls[place];
    const end = (line.end[call] - view.from) * scale;
    if (end < -1) continue;
    const row = picture.rowOf(place);
    const start = Math.max(0, (line.start[call] - view.from) * scale);
    const stop = Math.min(size.width, Math.max(end, start + 0.5));
    const color = picture.color[line.kind[call]];
    const own = color === failure ? others : color;
    // Narrow ones that touch are one; where they are of several operations, of no color.
    if (openStart[row] >= 0 && start < openEnd[row] + 0.4 && stop - start < 1.5
      && (openColor[row] === own || openColor[row] === folded || openEnd[row] - openStart[row] < 1.5)) {
      openEnd[row] = Math.max(openEnd[row], stop);
      if (openColor[row] !== own) openColor[row] = folded;
    } else {
      close(row);
      openStart[row] = start;
      openEnd[row] = stop;
      openColor[row] = own;
    }
    if ((color === failure || line.tries[call] > 1) && start - lastMark[row] >= 2) {
      lastMark[row] = start;
      marks.push(start, row, Math.max(2, stop - start), color === failure ? 1 : 0);
    }
    if (stop - start > 28 && height >= 10) wide.push(place);
  }
  for (let row = 0; row < picture.rows; row++) close(row);
  const bar = height > 5 ? height - 2 : height;
  boxes.forEach((list, color) => {
    context.fillStyle = paint.operations[color];
    for (let place = 0; place < list.length; place += 3) {
      context.fillRect(list[place], picture.lanesTop + list[place + 1] * height, list[place + 2], bar);
    }
  });
  for (let place = 0; place < marks.length; place += 4) {
    const top = picture.lanesTop + marks[place + 1] * height;
    context.fillStyle = marks[place + 3] ? paint.bad : paint.stripe;
    // Not by color alone: what failed fills the lane, a retry underlines it.
    if (marks[place + 3]) context.fillRect(marks[place], top, marks[place + 2], bar);
    else context.fillRect(marks[place], top + bar - Math.max(1, bar / 4), marks[place + 2], Math.max(1, bar / 4));
  }
  for (const place of wide) drawNear(context, size, picture, view, paint, scale, place, bar);
}

// A call that is wide enough to be read: its attempts, and its name.
function drawNear(context, size, picture, view, paint, scale, place, bar) {
  const { line, calls } = picture;
  const call = calls[place];
  const top = picture.lanesTop + picture.rowOf(place) * picture.rowHeight;
  const left = (line.start[call] - view.from) * scale;
  const width = (line.end[call] - line.start[call]) * scale;
  for (const attempt of line.attempts.get(call) ?? []) {
    const x = left + attempt.start * scale;
    context.fillStyle = line.kinds.is_error[attempt.kind] ? paint.bad : paint.ground;
    context.fillRect(x, top + bar * 0.7, Math.max(2, (attempt.latency ?? 0) * scale), bar * 0.3);
    if (!line.kinds.is_throttle[attempt.kind]) continue;
    // A throttle has a notch.
    context.beginPath();
    context.moveTo(x - 3, top);
    context.lineTo(x + 3, top);
    context.lineTo(x, top + 5);
    context.fill();
  }
  const room = Math.min(size.width, left + width) - Math.max(0, left) - 8;
  if (room < 36) return;
  context.save();
  context.beginPath();
  context.rect(Math.max(0, left) + 4, top, room, bar);
  context.clip();
  context.fillStyle = paint.ground;
  context.fillText((line.isError(call) ? "\u2717 " : "") + line.name(call), Math.max(0, left) + 4, top + bar / 2 + 4);
  context.restore();
}

// A dot for each call, drawn pixel by pixel: there may be a million.
function drawLatencies(context, size, picture, view, paint) {
  const { line, calls } = picture;
  const width = Math.max(1, Math.ceil(size.width * size.ratio));
  const height = Math.ceil((latencyHeight - 14) * size.ratio);
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const palette = Uint32Array.from(paint.operations, pixelOf);
  const colorOf = Uint32Array.from(picture.color, (color) => palette[color]);
  const dot = Math.max(2, Math.round(2 * size.ratio));
  const scale = width / view.length;
  const { start, level } = picture;
  const [first, last] = picture.range(view.from, view.until);
  for (let place = first; place < last; place++) {
    const x = Math.floor((start[place] - view.from) * scale);
    if (level[place] < 0 || x < 0 || x > width - dot) continue;
    const pixel = Math.floor((height - dot) * (1 - level[place])) * width + x;
    const value = colorOf[line.kind[calls[place]]];
    if (pixels[pixel] === value) continue;
    for (let row = 0; row < dot; row++) {
      for (let column = 0; column < dot; column++) pixels[pixel + row * width + column] = value;
    }
  }
  context.putImageData(image, 0, Math.round((picture.latencyTop + 14) * size.ratio));
  context.textAlign = "right";
  for (let value = 1; value <= picture.slowest; value *= 10) {
    const level = Math.log1p(value) / Math.log1p(picture.slowest);
    const y = picture.latencyTop + 14 + (latencyHeight - 14) * (1 - level);
    const text = grouped.format(value) + " ms", bottom = Math.max(y + 4, picture.latencyTop + 20);
    const room = context.measureText(text).width + 4;
    context.fillStyle = paint.ground;
    context.fillRect(size.width - 2 - room, bottom - 10, room, 12);
    context.fillStyle = paint.quiet;
    context.fillText(text, size.width - 4, bottom);
  }
}

// `#rrggbb` as the bytes of an image have it.
function pixelOf(color) {
  const value = parseInt(color.slice(1), 16);
  return (0xFF000000 | (value & 0xFF) << 16 | value & 0xFF00 | value >> 16) >>> 0;
}

function outline(context, picture, view, paint, scale, place) {
  const call = picture.calls[place];
  const left = (picture.line.start[call] - view.from) * scale;
  const width = Math.max(4, (picture.line.end[call] - picture.line.start[call]) * scale);
  const top = picture.lanesTop + picture.rowOf(place) * picture.rowHeight;
  context.strokeStyle = paint.text;
  context.lineWidth = 2;
  context.strokeRect(left - 1, top - 1, width + 2, picture.rowHeight);
}
