// Tables: columns sort, rows of operations and marks filter, and rows without a call that is shown
// are hidden.

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if ("fixed" in head.dataset) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("number") || table.dataset.kind === "line" && !column;
      // Figures begin with the largest, names with A.
      const current = head.getAttribute("aria-sort");
      const isDescending = current === "none" ? isNumber && column > 0 : current === "ascending";
      for (const other of heads) {
        if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      }
      head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      sortRows(table.tBodies[0], column, isNumber, isDescending);
    });
  });
}

function sortRows(body, column, isNumber, isDescending) {
  const collator = new Intl.Collator("en", { numeric: true });
  const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column], isNumber) }));
  keyed.sort((left, right) => {
    // What has no figure stands last, whichever way.
    if (left.key === null || right.key === null) return (left.key === null) - (right.key === null);
    const order = isNumber ? left.key - right.key : collator.compare(left.key, right.key);
    return isDescending ? -order : order;
  });
  body.append(...keyed.map(({ row }) => row));
}

function sortKey(cell, isNumber) {
  if (!isNumber) return cell.textContent;
  const text = cell.dataset.v ?? cell.textContent.replaceAll(",", "");
  const number = parseFloat(text);
  return Number.isNaN(number) ? null : number;
}

// Makes the heads of rows buttons that filter by what the row is about.
function makeChoosable(table, subject) {
  for (const row of table.tBodies[0].rows) {
    const number = Number(row.dataset[subject]);
    const head = row.cells[0];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = head.textContent;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => filter.toggle(subject, number));
    head.replaceChildren(button);
    if (subject === "op") {
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.background = `var(--op${Math.min(number, 8)})`;
      head.prepend(swatch);
    }
  }
}

// A field that hides the rows whose head does not have its text.
function makeSearchable(table, noun) {
  if (table.tBodies[0].rows.length < 12) return;
  const label = document.createElement("label");
  label.className = "search";
  const input = document.createElement("input");
  input.type = "search";
  label.append(`Find ${noun} `, input);
  table.closest(".box").before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const row of table.tBodies[0].rows) {
      row.classList.toggle("unfound", !row.cells[0].textContent.toLowerCase().includes(wanted));
      hideRow(row);
    }
  });
}

function hideRow(row) {
  row.hidden = row.classList.contains("unfound") || row.classList.contains("filtered");
}

// Hides the rows that the filter leaves nothing of; figures of a row are never changed.
function filterRows(table, keeps) {
  for (const row of table.tBodies[0].rows) {
    row.classList.toggle("filtered", !keeps(row));
    hideRow(row);
  }
  const box = table.closest(".box");
  box.hidden = [...table.tBodies[0].rows].every((row) => row.hidden);
  if (!box.nextElementSibling?.classList.contains("none")) {
    const none = document.createElement("p");
    none.className = "none";
    none.textContent = "Nothing here for the calls shown.";
    box.after(none);
  }
  box.nextElementSibling.hidden = !box.hidden;
}

function filterTables() {
  for (const table of document.querySelectorAll("table[data-kind]")) {
    const kind = table.dataset.kind;
    if (kind === "op" || kind === "mark") {
      const chosen = kind === "op" ? filter.operations : filter.marks;
      for (const row of table.tBodies[0].rows) {
        const isChosen = chosen.has(Number(row.dataset[kind]));
        row.cells[0].querySelector("button").setAttribute("aria-pressed", String(isChosen));
      }
    } else if (kind === "line") {
      const sets = filter.sets(page.time_lines[Number(table.id.replace("waterfall-", ""))]);
      filterRows(table, (row) => hasOperation(row)
        && row.dataset.sets.split(" ").some((set) => sets[Number(set)])
        && (!filter.failedOnly || "error" in row.dataset));
    } else if (kind !== "sort") {
      filterRows(table, hasOperation);
    }
  }
}

function hasOperation(row) {
  return !filter.operations.size || filter.operations.has(Number(row.dataset.of));
}

function prepareTables() {
  for (const table of document.querySelectorAll("table[data-kind]")) {
    makeSortable(table);
    const kind = table.dataset.kind;
    if (kind === "op" || kind === "mark") {
      makeChoosable(table, kind);
      makeSearchable(table, kind === "op" ? "an operation" : "a mark");
    }
  }
  filter.watchers.push(filterTables);
}
