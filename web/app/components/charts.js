// Numbers as drawings, each with its numbers in words beside it.

import { h, s } from "../dom.js";
import * as format from "../format.js";

/** A share as a ring. */
export function ring(score, max) {
  const percent = format.percent(score, max);
  const length = 2 * Math.PI * 42;
  return s("svg", { class: "ring", viewBox: "0 0 100 100", role: "img", "aria-label": `${percent} percent` },
    s("circle", { class: "ring-rest", cx: 50, cy: 50, r: 42 }),
    s("circle", {
      class: percent >= 80 ? "ring-share good" : percent >= 40 ? "ring-share warn" : "ring-share bad", cx: 50, cy: 50, r: 42,
      "stroke-dasharray": `${(length * percent) / 100} ${length}`, transform: "rotate(-90 50 50)",
    }),
    s("text", { x: 50, y: 51, "text-anchor": "middle", "dominant-baseline": "middle" }, `${percent}%`));
}

/** A share as a thin line. */
export function meter(score, max) {
  return s("svg", { class: "meter", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: "meter-rest", width: 100, height: 6, rx: 3 }),
    s("rect", { class: "meter-share", width: format.percent(score, max), height: 6, rx: 3 }));
}

/** Several shares: `{label, percent, about}`; percent may be null. */
export function bars(items) {
  return h("ul", { class: "bars" }, items.map(({ label, percent, about }) => h("li", {},
    h("span", { class: "bar-label" }, label),
    s("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      s("rect", { class: "meter-rest", width: 100, height: 10 }),
      s("rect", { class: "meter-share", width: percent ?? 0, height: 10 })),
    h("span", { class: "bar-value" }, percent === null ? "–" : `${percent} %`),
    h("span", { class: "muted bar-about" }, about))));
}

/** A course over time: `{percent, title}` in order. */
export function course(items) {
  const x = (index) => (items.length === 1 ? 300 : 24 + (index * 552) / (items.length - 1));
  const y = (percent) => 136 - percent * 1.2;
  return h("figure", { class: "course" },
    s("svg", { viewBox: "0 0 600 150", role: "img", "aria-label": `Results over time: ${items.map((one) => `${one.percent} percent`).join(", ")}` },
      [0, 50, 100].map((percent) => [
        s("line", { class: "rail", x1: 24, x2: 590, y1: y(percent), y2: y(percent) }),
        s("text", { class: "axis", x: 18, y: y(percent) + 3.5, "text-anchor": "end" }, String(percent)),
      ]),
      s("polyline", { class: "course-line", points: items.map((one, index) => `${x(index)},${y(one.percent)}`).join(" ") }),
      items.map((one, index) => s("circle", { class: "dot submit", cx: x(index), cy: y(one.percent), r: 5 }, s("title", {}, one.title)))),
    h("figcaption", { class: "muted" }, "Percent of the points, oldest first"));
}
