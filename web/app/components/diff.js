// Two texts side by side, with what differs marked: lines beside each other, and within them the words.

import { h } from "../dom.js";

const WORDS = /\w+|\s+|[^\w\s]/g;
/** Beyond this, finding what two texts share takes too long to be worth it. */
const MOST = 4_000_000;

/**
 * The shortest way from `a` to `b`, as `{same}`, `{gone}` and `{come}` of runs. Runs at both ends are taken off first, so what is
 * compared is small in practice.
 */
export function compare(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const steps = [];
  const push = (kind, items) => {
    if (items.length) steps.push({ kind, items });
  };
  push("same", a.slice(0, start));
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), push);
  push("same", a.slice(a.length - end));
  return steps;
}

function middle(a, b, push) {
  if (!a.length || !b.length || a.length * b.length > MOST) {
    push("gone", a);
    push("come", b);
    return;
  }
  // lengths[i][j]: the longest common subsequence of what follows i in a and j in b.
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  let [i, j] = [0, 0];
  const run = { same: [], gone: [], come: [] };
  const end = () => {
    for (const kind of ["same", "gone", "come"]) {
      push(kind, run[kind]);
      run[kind] = [];
    }
  };
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      if (run.gone.length || run.come.length) end();
      run.same.push(a[i]);
      i += 1;
      j += 1;
      continue;
    }
    if (run.same.length) end();
    if (j >= b.length || (i < a.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      run.gone.push(a[i]);
      i += 1;
    } else {
      run.come.push(b[j]);
      j += 1;
    }
  }
  end();
}

/** Rows `{left, right, same}` of lines; a side without a line has null. */
export function rows(left, right) {
  const found = [];
  let gone = [];
  const settle = (come) => {
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
      found.push({ left: gone[index] ?? null, right: come[index] ?? null, same: false });
    }
    gone = [];
  };
  for (const { kind, items } of compare(left.split("\n"), right.split("\n"))) {
    if (kind === "gone") gone = items;
    else if (kind === "come") settle(items);
    else {
      settle([]);
      for (const line of items) found.push({ left: line, right: line, same: true });
    }
  }
  settle([]);
  return found;
}

/** How much of two lines must be the same for the difference to be worth marking; else the lines are just different. */
const ALIKE = 0.5;

/** A line with the words marked that the other one doesn't have. */
function marked(own, other, kind) {
  if (other === null || own.length > 2000 || other.length > 2000) return [own];
  const words = (text) => text.match(WORDS) ?? [];
  const steps = kind === "gone" ? compare(words(own), words(other)) : compare(words(other), words(own));
  const dense = (text) => text.replace(/\s/g, "").length;
  const same = steps.filter((step) => step.kind === "same").reduce((sum, step) => sum + dense(step.items.join("")), 0);
  if (same < ALIKE * Math.max(dense(own), dense(other))) return [own];
  return steps.filter((step) => step.kind === "same" || step.kind === kind).map((step) => {
    const text = step.items.join("");
    return step.kind === "same" ? text : h("mark", { class: kind }, text);
  });
}

/**
 * A table of both texts. `fold`: runs of equal lines longer than that are folded to a line that opens them; 0 shows all.
 */
export function sideBySide({ left, right, leftTitle, rightTitle, fold = 0, numbers = false }) {
  const all = rows(left, right);
  let [leftLine, rightLine] = [0, 0];
  const body = h("tbody");
  let same = [];
  const settle = (last) => {
    const context = 3;
    const first = !body.childElementCount;
    if (!fold || same.length <= fold) body.append(...same);
    else {
      const head = first ? 0 : context;
      const tail = last ? 0 : context;
      const hidden = same.slice(head, same.length - tail);
      const opener = h("tr", { class: "folded" }, h("td", { colspan: numbers ? 4 : 2 },
        h("button", { type: "button", class: "quiet", on: { click: () => opener.replaceWith(...hidden) } }, `${hidden.length} equal lines`)));
      body.append(...same.slice(0, head), opener, ...(tail ? same.slice(-tail) : []));
    }
    same = [];
  };
  for (const row of all) {
    if (row.left !== null) leftLine += 1;
    if (row.right !== null) rightLine += 1;
    const number = (line, there) => (numbers ? h("td", { class: "number" }, there === null ? "" : line) : null);
    const cell = (own, other, kind) => h("td", { class: row.same ? "" : own === null ? "none" : kind },
      own === null ? null : row.same ? own : marked(own, other, kind), own === "" ? "\u200b" : null);
    const made = h("tr", {}, number(leftLine, row.left), cell(row.left, row.right, "gone"), number(rightLine, row.right), cell(row.right, row.left, "come"));
    if (row.same) same.push(made);
    else {
      settle(false);
      body.append(made);
    }
  }
  settle(true);
  const span = numbers ? 2 : null;
  return h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": `${leftTitle} beside ${rightTitle}` },
    h("table", { class: numbers ? "diff numbered" : "diff" },
      numbers ? h("colgroup", {}, [1, 2].map(() => [h("col", { class: "number" }), h("col")])) : null,
      h("thead", {}, h("tr", {}, h("th", { scope: "col", colspan: span }, leftTitle), h("th", { scope: "col", colspan: span }, rightTitle))),
      body));
}
