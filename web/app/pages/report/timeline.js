// What happened when: as a line to look at, and as a list to read.

import { h, s } from "../../dom.js";
import { icon } from "../../components/icons.js";
import * as format from "../../format.js";

const WIDTH = 1000;
const KINDS = { draft_saved: "draft", ran: "run", submitted: "submit", hint_taken: "hint" };

/** `moments` of a report; `titles`: questions' ids to titles. */
export function timeline(moments, titles) {
  const timed = moments.filter((one) => one.after_ms !== null && one.after_ms !== undefined && one.after_ms >= 0);
  if (!timed.length) return null;
  return h("section", {}, h("h2", {}, "Time line"), drawing(timed, titles),
    h("details", { class: "part" }, h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, `All ${moments.length} moments`)),
      h("ol", { class: "moments" }, moments.map((one) => moment(one, titles)))));
}

function drawing(timed, titles) {
  const rows = [...titles.keys()].filter((id) => timed.some((one) => one.question === id));
  if (!rows.length) return null;
  const span = Math.max(...timed.map((one) => one.after_ms), 1000);
  const x = (after) => 12 + (after / span) * (WIDTH - 24);
  const height = rows.length * 34 + 26;
  const dots = timed.filter((one) => one.question && KINDS[one.kind]).map((one) =>
    s("circle", { class: `dot ${KINDS[one.kind]}`, cx: x(one.after_ms), cy: rows.indexOf(one.question) * 34 + 22, r: one.kind === "submitted" ? 7 : one.kind === "draft_saved" ? 3 : 5 },
      s("title", {}, `${format.clock(one.after_ms)} ${one.what}`)));
  return h("div", { class: "timeline" },
    h("ul", { class: "legend", "aria-hidden": "true" }, [["draft", "saved"], ["run", "run"], ["submit", "submitted"], ["hint", "hint"]].map(([kind, text]) =>
      h("li", {}, s("svg", { viewBox: "0 0 12 12", class: "legend-dot" }, s("circle", { class: `dot ${kind}`, cx: 6, cy: 6, r: 5 })), text))),
    rows.map((id) => titles.get(id)).map((title, index) => h("p", { class: "timeline-title", vars: { "--row": index } }, title)),
    s("svg", { viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": "When what was saved, run and submitted; the list below says it in words" },
      rows.map((_, index) => s("line", { class: "rail", x1: 12, x2: WIDTH - 12, y1: index * 34 + 22, y2: index * 34 + 22 })), dots),
    h("p", { class: "timeline-ends" }, h("span", {}, "0:00"), h("span", {}, format.clock(span))));
}

function moment(one, titles) {
  const time = h("span", { class: "moment-time" }, one.after_ms === null || one.after_ms < 0 ? "" : format.clock(one.after_ms));
  const what = h("span", {}, one.what, one.question ? h("span", { class: "muted" }, ` · ${titles.get(one.question) ?? one.question}`) : null);
  if (!one.diff) return h("li", {}, time, what);
  return h("li", {}, time, h("details", {}, h("summary", {}, what), diff(one.diff)));
}

/** A unified diff, a line each. */
function diff(text) {
  const kind = { "+": "come", "-": "gone", "@": "at" };
  return h("pre", { class: "unified", tabindex: "0", role: "group", "aria-label": "What changed" },
    text.split("\n").map((line) => h("span", { class: kind[line[0]] ?? "" }, `${line}\n`)));
}
