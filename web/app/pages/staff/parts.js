// What several pages for staff are made of.

import { h, listen, uid } from "../../dom.js";
import { patch, post } from "../../api.js";
import { go, reload } from "../../router.js";
import { announce } from "../../announce.js";
import { icon } from "../../components/icons.js";
import { attempt, note } from "../../components/trouble.js";
import { ask } from "../../components/dialog.js";
import * as format from "../../format.js";

/** A control under its label, with what helps below it. The control gets an id. */
export function field(label, control, { hint = null, unseen = false } = {}) {
  control.id ||= uid("field");
  const hintId = hint ? uid("hint") : null;
  if (hintId) control.setAttribute("aria-describedby", hintId);
  return h("div", { class: "field" }, h("label", { for: control.id, class: unseen ? "unseen" : "" }, label), control,
    hint ? h("p", { class: "field-hint", id: hintId }, hint) : null);
}

/** A select of `[value, text]`. */
export function select(options, value, onchange, props = {}) {
  const element = h("select", { ...props, on: { change: () => onchange?.(element.value) } },
    options.map(([key, text]) => h("option", { value: key }, text)));
  element.value = value;
  return element;
}

/** Puts `text` on the clipboard. Over plain HTTP there is none, so the field that shows it is selected instead. */
export async function copy(text, control = null) {
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied");
    return true;
  } catch {
    control?.focus();
    control?.select?.();
    announce("Press Control and C to copy");
    return false;
  }
}

/** A secret that is shown once, to be copied. */
export function secret(label, text) {
  const input = h("input", { type: "text", class: "secret", readOnly: true, value: text, "aria-label": label, on: { focus: () => input.select() } });
  const button = h("button", { type: "button", on: { click: async () => {
    if (await copy(text, input)) button.replaceChildren(icon("check"), "Copied");
  } } }, icon("copy"), "Copy");
  button.setAttribute("aria-label", `Copy: ${label}`);
  return h("div", { class: "secret-line" }, input, button);
}

/** Where a round stands: `{text, kind}`. */
export function standing(round, now = Date.now()) {
  if (round.archived) return { text: "Archived", kind: "faint" };
  if (round.opens && new Date(round.opens) > now) return { text: `Opens ${format.dateTime(round.opens)}`, kind: "warn" };
  if (round.closes && new Date(round.closes) <= now) return { text: `Closed ${format.dateTime(round.closes)}`, kind: "faint" };
  if (round.closes) return { text: `Open until ${format.dateTime(round.closes)}`, kind: "" };
  return { text: "Open", kind: "" };
}

export function asked(round) {
  return round.questions.length + round.pools.reduce((sum, pool) => sum + pool.take, 0);
}

export function roundFacts(round) {
  return [format.count(asked(round), "question"), format.minutes(round.minutes), round.version > 1 ? `version ${round.version}` : null]
    .filter(Boolean).join(" · ");
}

/** Head of all pages of a round: where one is, its name, its pages. */
export function roundHead(round, current, title = round.title) {
  const { text, kind } = standing(round);
  const at = `/rounds/${round.id}`;
  const pages = [[at, "Candidates"], [`${at}/compose`, "Questions and rules"], [`${at}/compare`, "Compare"], [`${at}/regrade`, "Regrade"]];
  return h("header", { class: "round-head" },
    h("p", { class: "crumbs" }, h("a", { href: "/rounds" }, "Rounds"), current === "Candidates" ? null : [" / ", h("a", { href: at }, round.title)]),
    h("div", { class: "row spread" },
      h("h1", {}, title),
      h("div", { class: "row" },
        h("button", { type: "button", on: { click: () => preview(round.id) } }, icon("eye"), "Preview as a candidate"),
        h("button", { type: "button", class: "quiet", on: { click: () => archive(round) } }, round.archived ? "Take out of the archive" : "Archive"))),
    h("p", { class: "facts" }, h("span", { class: `tag ${kind}` }, text), ` ${roundFacts(round)}`),
    h("nav", { class: "subnav", "aria-label": "Round" }, pages.map(([href, name]) =>
      h("a", { href, "aria-current": name === current ? "page" : null }, name))));
}

/** Sits the round as candidates will. */
export async function preview(id) {
  const interview = await attempt(() => post(`/rounds/${id}/preview`, {}));
  if (interview) await go(`/interviews/${interview.id}`);
}

async function archive(round) {
  if (!round.archived) {
    const sure = await ask({
      title: `Archive “${round.title}”?`,
      content: h("p", {}, "Nobody can be invited to it or start it any more. Interviews that run go on, results stay, and it can be taken out of the archive again."),
      actions: [{ text: "Cancel", value: null }, { text: "Archive", value: true, kind: "primary" }],
    });
    if (!sure) return;
  }
  const changed = await attempt(() => patch(`/rounds/${round.id}`, { archived: !round.archived }));
  if (!changed) return;
  note(changed.archived ? "Archived" : "Taken out of the archive");
  await reload();
}

/** Saves `text` as a file of the reader's. */
export function download(name, text, type = "text/csv") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Asks before a link leads away from what would be lost; `stays` says what that is, or nothing. */
export function guard(signal, stays) {
  listen(document, "click", async (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href]");
    const text = link && !link.target && !link.hasAttribute("download") && link.origin === location.origin && stays();
    if (!text) return;
    event.preventDefault();
    event.stopPropagation();
    const leave = await ask({ title: "Leave this page?", content: h("p", {}, text), actions: [{ text: "Stay", value: null }, { text: "Leave", value: true, kind: "primary" }] });
    if (leave) await go(link.pathname + link.search);
  }, signal, { capture: true });
  return stays;
}

/** Rows of a table of RFC 4180, as arrays of texts. */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

/** What each interview of a round has come to: its id to `{score, max, questions: Map(id → {score, max, attempts, hints})}`. */
export function parseScores(text) {
  const [header = [], ...rows] = parseCsv(text);
  const at = (name) => header.indexOf(name);
  const ids = header.filter((name) => name.endsWith(" score")).map((name) => name.slice(0, -" score".length));
  const number = (cell) => (cell === "" || cell === undefined ? null : Number(cell));
  const interviews = new Map();
  for (const row of rows) {
    const id = row[at("interview")];
    if (!id) continue;
    const questions = new Map();
    for (const question of ids) {
      const [score, max, attempts, hints] = ["score", "max", "attempts", "hints"].map((what) => number(row[at(`${question} ${what}`)]));
      if (max !== null) questions.set(question, { score, max, attempts, hints });
    }
    interviews.set(id, {
      score: number(row[at("score")]), max: number(row[at("max_score")]),
      grading: row[at("grading")] === "true", reviewing: row[at("reviewing")] === "true", questions,
    });
  }
  return { ids, interviews };
}
