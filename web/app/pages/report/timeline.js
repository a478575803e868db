// What happened when: as a line to look at, and as a list to read.

import { h, s } from "../../dom.js";
import { icon } from "../../components/icons.js";
import * as format from "../../format.js";

const WIDTH = 700;
const SIZES = { submitted: 7, draft_saved: 3 };
const KINDS = { draft_saved: "draft", ran: "run", submitted: "submit", hint_taken: "hint" };

/** `moments` of a report; `titles`: questions' ids to titles. */
export function timeline(moments, titles) {
  const timed = moments.filter((one) => one.after_ms !== null && one.after_ms !== undefined && one.after_ms >= 0);
  if (!timed.length) return null;
  return h("section", {}, h("h2", {}, "Time line"), drawing(timed, titles),
    h("details", { class: "part" }, h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, `All ${moments.length} moments`)),
      h("ol", { class: "moments" }, moments.map((one) => moment(one, titles)))));
}

/** A line for each question, all on the same scale. */
function drawing(timed, titles) {
  const rows = [...titles].filter(([id]) => timed.some((one) => one.question === id && KINDS[one.kind]));
  if (!rows.length) return null;
  const span = Math.max(...timed.map((one) => one.after_ms), 1000);
  const x = (after) => 10 + (after / span) * (WIDTH - 20);
  const rail = (id) => s("svg", { viewBox: `0 0 ${WIDTH} 20`, "aria-hidden": "true" },
    s("line", { class: "rail", x1: 10, x2: WIDTH - 10, y1: 10, y2: 10 }),
    timed.filter((one) => one.question === id && KINDS[one.kind]).map((one) =>
      s("circle", { class: `dot ${KINDS[one.kind]}`, cx: x(one.after_ms), cy: 10, r: SIZES[one.kind] ?? 5 },
        s("title", {}, `${format.clock(one.after_ms)} ${one.what}`))));
  return h("div", { class: "timeline" },
    h("ul", { class: "legend", "aria-hidden": "true" }, [["draft", "saved"], ["run", "run"], ["submit", "submitted"], ["hint", "hint"]].map(([kind, text]) =>
      h("li", {}, s("svg", { viewBox: "0 0 12 12", class: "legend-dot" }, s("circle", { class: `dot ${kind}`, cx: 6, cy: 6, r: 5 })), text))),
    rows.map(([id, title]) => h("div", { class: "timeline-row" }, h("p", {}, title), rail(id))),
    h("div", { class: "timeline-row", "aria-hidden": "true" }, h("p"), h("p", { class: "timeline-ends" }, h("span", {}, "0:00"), h("span", {}, format.clock(span)))));
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
