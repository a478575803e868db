// Two panes with a border between that can be moved, with the mouse or the arrow keys. On narrow windows one of them is shown
// at a time, if it has tabs; else they are stacked.

import { h, uid } from "../dom.js";
import * as store from "../store.js";

const LEAST = 18;
const MOST = 82;

/** `share` of the first pane in percent, as long as nobody has moved it. */
export function splitter({ name, label, first, second, share, vertical = false, tabs = null }) {
  const kept = Number(store.read(`split.${name}`));
  let now = kept >= LEAST && kept <= MOST ? kept : share;
  const handle = h("div", {
    class: "handle", role: "separator", tabindex: "0", "aria-label": label,
    "aria-orientation": vertical ? "horizontal" : "vertical", "aria-valuemin": LEAST, "aria-valuemax": MOST,
  });
  const panes = [h("div", { class: "pane first" }, first), h("div", { class: "pane second" }, second)];
  const split = h("div", { class: vertical ? "split vertical" : "split" }, panes[0], handle, panes[1]);
  const set = (value) => {
    now = Math.min(MOST, Math.max(LEAST, value));
    split.style.setProperty("--share", `${now}%`);
    handle.setAttribute("aria-valuenow", String(Math.round(now)));
  };
  const keep = () => store.write(`split.${name}`, Math.round(now));
  set(now);

  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowUp: -2, ArrowRight: 2, ArrowDown: 2, Home: -100, End: 100 }[event.key];
    if (!step) return;
    event.preventDefault();
    set(now + step);
    keep();
  });
  handle.addEventListener("dblclick", () => { set(share); keep(); });
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const move = (to) => {
      const box = split.getBoundingClientRect();
      set(vertical ? ((to.clientY - box.top) / box.height) * 100 : ((to.clientX - box.left) / box.width) * 100);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      keep();
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  });
  return tabs ? withTabs(split, panes, tabs) : split;
}

function withTabs(split, panes, titles) {
  const buttons = titles.map((title, index) => h("button", {
    type: "button", "aria-pressed": "false", id: uid("pane"), on: { click: () => show(index) },
  }, title));
  const show = (index) => {
    split.dataset.shown = String(index);
    buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === index)));
  };
  show(0);
  return h("div", { class: "split-box", on: { "viva:pane": (event) => show(event.detail) } }, h("div", { class: "pane-tabs", role: "group", "aria-label": "Shown" }, buttons), split);
}
