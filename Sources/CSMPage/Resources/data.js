// The page's data: one JSON object, whose columns become typed arrays when they are needed.

const page = JSON.parse(document.getElementById("csm-record-data").textContent);

// A session's calls, by their starts; times are in ms from the beginning of its time line.
class TimeLine {
  constructor(source) {
    const columns = source.columns;
    const count = columns.start_ms.length;
    this.source = source;
    this.count = count;
    this.kinds = columns.kinds;
    this.start = new Float64Array(count);
    this.end = new Float64Array(count);
    this.latency = new Int32Array(count);
    this.kind = new Uint16Array(columns.kind);
    this.tries = new Int32Array(count).fill(1);
    this.set = new Uint32Array(count);
    let time = 0;
    for (let call = 0; call < count; call++) {
      time += columns.start_ms[call];
      this.start[call] = time;
      const latency = columns.latency_ms[call];
      this.latency[call] = latency === null ? -1 : latency;
      this.end[call] = time + (latency === null ? 0 : latency);
    }
    let call = 0;
    columns.tried.call.forEach((step, place) => {
      call += step;
      const tries = columns.tried.attempts[place];
      this.tries[call] = tries === null ? -1 : tries;
    });
    call = 0;
    columns.marks.calls.forEach((calls, place) => {
      this.set.fill(columns.marks.set[place], call, call + calls);
      call += calls;
    });
    this.attempts = attemptsByCall(columns.attempts);
    // Then what is counted here would not be what there is.
    this.isThinned = source.calls > source.calls_here || source.marks_cut;
  }

  isError(call) { return this.kinds.is_error[this.kind[call]] === 1; }
  operation(call) { return this.kinds.operation[this.kind[call]]; }
  name(call) { return operationName(this.operation(call)); }

  // The names of the marks that a call belongs to.
  marks(call) { return this.source.mark_sets[this.set[call]].map((mark) => this.source.marks[mark]); }

  outcome(kind, isCall, tries) {
    const { status, exception, is_error: failed } = this.kinds;
    const parts = [];
    if (status[kind] !== null) parts.push(String(status[kind]));
    if (exception[kind] && exception[kind] !== parts[0]) parts.push(visible(exception[kind]));
    if (isCall && tries === 0 && status[kind] === null) parts.push("never sent");
    if (!parts.length) parts.push(failed[kind] ? "failed" : "\u2013");
    return (failed[kind] ? "\u2717 " : "") + parts.join(" ");
  }
}

function attemptsByCall(columns) {
  const attempts = new Map();
  let call = 0;
  columns.call.forEach((step, place) => {
    call += step;
    const attempt = {
      start: columns.start_ms[place], latency: columns.latency_ms[place], kind: columns.kind[place],
    };
    if (attempts.has(call)) attempts.get(call).push(attempt);
    else attempts.set(call, [attempt]);
  });
  return attempts;
}

function operationName(number) {
  return number === null ? "another operation" : visible(page.operations[number].join("."));
}

// Text from outside, in which nothing turns the writing direction or is invisible.
function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = character.codePointAt(0).toString(16).toUpperCase();
    return character.codePointAt(0) < 0x100 ? "\\x" + hex.padStart(2, "0") : "\\u" + hex;
  });
}

const grouped = new Intl.NumberFormat("en-US");

function counted(count, noun, plural = noun + "s") {
  return grouped.format(count) + " " + (count === 1 ? noun : plural);
}

function seconds(milliseconds, places = 3) { return (milliseconds / 1000).toFixed(places); }
