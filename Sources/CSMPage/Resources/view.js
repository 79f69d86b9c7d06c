// The stretch of time that is seen, in ms on the time line.

class View {
  constructor(from, until) {
    this.whole = { from, until: Math.max(until, from + 1) };
    this.all();
  }

  all() {
    this.from = this.whole.from;
    this.until = this.whole.until;
  }

  get length() { return this.until - this.from; }

  // Shows 1 / factor of what is seen, `at` staying where it is.
  zoom(factor, at = (this.from + this.until) / 2) {
    const whole = this.whole.until - this.whole.from;
    const length = Math.min(whole, Math.max(Math.min(whole, 2), this.length / factor));
    const share = (at - this.from) / this.length;
    this.place(at - share * length, length);
  }

  // Moves by a share of what is seen.
  move(share) { this.place(this.from + share * this.length, this.length); }

  place(from, length) {
    this.from = Math.max(this.whole.from, Math.min(from, this.whole.until - length));
    this.until = this.from + length;
  }

  // Moves as little as it takes to see that time.
  show(start, end) {
    if (start >= this.from && end <= this.until) return;
    const length = Math.max(this.length, Math.min((end - start) * 1.5, this.whole.until - this.whole.from));
    this.place((start + end) / 2 - length / 2, length);
  }
}

// Calls side by side in lanes, no two of a lane at the same time: each in the first that is free.
function lanesOf(line, calls) {
  const lanes = new Int32Array(calls.length);
  const free = new Heap(), taken = new Heap();
  let count = 0;
  for (let place = 0; place < calls.length; place++) {
    const call = calls[place];
    while (taken.size && taken.key <= line.start[call]) {
      const lane = taken.value;
      taken.pop();
      free.push(lane, lane);
    }
    let lane = count;
    if (free.size) {
      lane = free.value;
      free.pop();
    } else {
      count++;
    }
    lanes[place] = lane;
    taken.push(Math.max(line.end[call], line.start[call] + 1), lane);
  }
  return { lanes, count };
}

// A binary heap of numbers with values; the least comes first.
class Heap {
  constructor() {
    this.keys = [];
    this.values = [];
  }

  get size() { return this.keys.length; }
  get key() { return this.keys[0]; }
  get value() { return this.values[0]; }

  push(key, value) {
    let child = this.keys.length;
    this.keys.push(key);
    this.values.push(value);
    while (child > 0 && this.keys[child] < this.keys[(child - 1) >> 1]) {
      this.swap(child, (child - 1) >> 1);
      child = (child - 1) >> 1;
    }
  }

  pop() {
    this.swap(0, this.keys.length - 1);
    this.keys.pop();
    this.values.pop();
    let parent = 0;
    for (;;) {
      let least = 2 * parent + 1;
      if (least >= this.keys.length) return;
      if (least + 1 < this.keys.length && this.keys[least + 1] < this.keys[least]) least++;
      if (this.keys[least] >= this.keys[parent]) return;
      this.swap(least, parent);
      parent = least;
    }
  }

  swap(left, right) {
    const { keys, values } = this;
    const key = keys[left], value = values[left];
    keys[left] = keys[right];
    values[left] = values[right];
    keys[right] = key;
    values[right] = value;
  }
}

// How many calls were in flight, as it changes: from each time on, that many.
function inFlight(line, calls) {
  const starts = new Float64Array(calls.length), ends = new Float64Array(calls.length);
  for (let place = 0; place < calls.length; place++) {
    starts[place] = line.start[calls[place]];
    ends[place] = line.end[calls[place]];
  }
  ends.sort();
  const times = [], counts = [];
  let started = 0, ended = 0, most = 0;
  while (ended < ends.length) {
    const time = Math.min(started < starts.length ? starts[started] : Infinity, ends[ended]);
    while (started < starts.length && starts[started] === time) started++;
    while (ended < ends.length && ends[ended] === time) ended++;
    if ((counts[counts.length - 1] ?? 0) === started - ended) continue;
    times.push(time);
    counts.push(started - ended);
    most = Math.max(most, started - ended);
  }
  return { times: Float64Array.from(times), counts: Int32Array.from(counts), most };
}

// The first place in ascending `values` whose value is above `limit`.
function above(values, limit) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
