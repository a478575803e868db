// Tells screen readers what changed elsewhere on the page.

import { h } from "./dom.js";

const polite = h("div", { class: "unseen", "aria-live": "polite", "aria-atomic": "true", id: "polite" });
const urgent = h("div", { class: "unseen", role: "alert", id: "urgent" });

/** Where it is told; to be put into the page once. */
export const regions = [polite, urgent];

/** Of each region: what is urgent isn't lost to what is said politely at the same time. */
const timers = new Map();

export function announce(text, { now = false } = {}) {
  const region = now ? urgent : polite;
  // The same text twice in a row is told twice only if it went in between.
  region.textContent = "";
  clearTimeout(timers.get(region));
  timers.set(region, setTimeout(() => { region.textContent = text; }, 30));
}
