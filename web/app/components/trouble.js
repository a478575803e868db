// What is shown when something goes wrong: as a page, or as a note at the window's edge.

import { h } from "../dom.js";
import { announce } from "../announce.js";
import { Offline, Problem } from "../api.js";

const HEADINGS = {
  not_found: "There is nothing here",
  not_signed_in: "You are not signed in here",
  forbidden: "This isn't for you",
  rate_limited: "A moment, please",
  busy: "The service is busy",
  not_ready: "The service is starting",
  erased: "This was erased",
};

/** In a sentence, for people. */
export function explain(error) {
  if (error instanceof Offline) return "The server can't be reached. Check the connection and try again.";
  if (error instanceof Problem) {
    const text = error.detail || error.title || "Something went wrong.";
    return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
  }
  if (error instanceof TypeError && /import|module/i.test(error.message)) {
    return "A part of the page could not be loaded. Reload the page; viva may have been updated.";
  }
  return "Something went wrong on this page. Reload it; nothing that was saved is lost.";
}

export function troublePage(error) {
  if (!(error instanceof Problem || error instanceof Offline)) console.error(error);
  const heading = error instanceof Offline ? "No connection" : HEADINGS[error.code] ?? "That didn't work";
  return {
    title: heading,
    content: h("div", { class: "narrow trouble" },
      h("h1", {}, heading),
      h("p", {}, explain(error)),
      h("p", { class: "row" },
        h("button", { class: "primary", type: "button", on: { click: () => location.reload() } }, "Try again"),
        error.status === 401 ? h("a", { class: "button", href: "/sign-in" }, "Sign in") : h("a", { class: "button", href: "/" }, "First page"))),
  };
}

let shelf;

/** A note at the window's edge; it goes by itself, unless it is an error. */
export function note(text, { bad = false, stays = bad } = {}) {
  if (!shelf?.isConnected) {
    shelf = h("div", { class: "notes", role: "region", "aria-label": "Notes" });
    document.body.append(shelf);
  }
  const close = () => one.remove();
  const one = h("div", { class: bad ? "note bad" : "note" }, h("p", {}, text),
    h("button", { class: "quiet", type: "button", "aria-label": "Close this note", on: { click: close } }, "Close"));
  shelf.append(one);
  while (shelf.children.length > 3) shelf.firstChild.remove();
  announce(text, { now: bad });
  if (!stays) setTimeout(close, 6000);
  return close;
}

/** Does `work`; what goes wrong becomes a note. Null then. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (!(error instanceof Problem || error instanceof Offline)) console.error(error);
    note(explain(error), { bad: true });
    return null;
  }
}
