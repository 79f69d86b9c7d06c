// Which calls are shown: those of chosen operations and marks, or only those that failed.

const filter = {
  operations: new Set(),
  marks: new Set(),
  failedOnly: false,
  watchers: [],

  get isActive() { return this.operations.size > 0 || this.marks.size > 0 || this.failedOnly; },

  toggle(subject, number) {
    const chosen = subject === "op" ? this.operations : this.marks;
    if (!chosen.delete(number)) chosen.add(number);
    this.tell();
  },

  clear() {
    this.operations.clear();
    this.marks.clear();
    this.failedOnly = false;
    this.tell();
  },

  tell() { for (const watcher of this.watchers) watcher(); },

  // For each set of marks of a time line, whether its calls are shown.
  sets(source) {
    if (!this.marks.size) return source.mark_sets.map(() => true);
    const names = new Set([...this.marks].map((row) => page.marks.operations[row].mark));
    return source.mark_sets.map((set) =>
      set.length ? set.some((mark) => names.has(source.marks[mark])) : names.has(null));
  },

  // The calls of a time line that are shown, by their places.
  calls(line) {
    const chosen = new Int32Array(line.count);
    if (!this.isActive) {
      for (let call = 0; call < line.count; call++) chosen[call] = call;
      return chosen;
    }
    const sets = this.sets(line.source);
    const kinds = line.kinds.operation.map((operation, kind) =>
      (!this.operations.size || this.operations.has(operation))
      && (!this.failedOnly || line.kinds.is_error[kind] === 1));
    let count = 0;
    for (let call = 0; call < line.count; call++) {
      if (kinds[line.kind[call]] && sets[line.set[call]]) chosen[count++] = call;
    }
    return chosen.subarray(0, count);
  },

  get words() {
    const parts = [...this.operations].map(operationName).concat(
      [...this.marks].map((row) => {
        const mark = page.marks.operations[row].mark;
        return mark === null ? "(without a mark)" : visible(mark);
      }));
    if (this.failedOnly) parts.push("failed");
    return parts.join(", ");
  },
};

// The exact figures of some calls, as `stats` counts them: percentiles by nearest rank.
function figures(line, calls) {
  const latencies = [];
  let errors = 0, retries = 0, total = 0;
  for (const call of calls) {
    if (line.isError(call)) errors++;
    retries += Math.max(0, line.tries[call] - 1);
    if (line.latency[call] < 0) continue;
    latencies.push(line.latency[call]);
    total += line.latency[call];
  }
  const sorted = Float64Array.from(latencies).sort();
  // In whole numbers: 0.95 * 20 is a little over 19.
  const rank = (percent) => sorted[Math.ceil(percent * sorted.length / 100) - 1];
  return {
    calls: calls.length, errors, retries, total_ms: sorted.length ? total : null,
    p50_ms: rank(50) ?? null, p95_ms: rank(95) ?? null, max_ms: rank(100) ?? null,
  };
}

function figuresText(line, calls) {
  if (line.isThinned) return `${counted(calls.length, "call")} of those in this page`;
  const sum = figures(line, calls);
  let text = `${counted(sum.calls, "call")}, ${counted(sum.errors, "error")}, `
    + counted(sum.retries, "retry", "retries");
  if (sum.total_ms !== null) {
    text += `, total ${grouped.format(sum.total_ms)} ms, p50 ${grouped.format(sum.p50_ms)}, `
      + `p95 ${grouped.format(sum.p95_ms)}, max ${grouped.format(sum.max_ms)} ms`;
  }
  return text;
}
