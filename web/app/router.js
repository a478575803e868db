// Which page is shown: by the address, with the History API.
//
// A page is a module with `page({params, query, hash, signal})`, which returns (or promises) `{title, content}` and perhaps
// `wide: true` (the whole window, without the site's links and footer), `bar` (an element for the header), `stays()` (a text if one shouldn't leave just now) and
// `shown()` (called when it is in the document). `signal` aborts when the page is left: timers and listeners hang on it.

import { h, replace } from "./dom.js";
import { announce } from "./announce.js";
import { troublePage } from "./components/trouble.js";

let routes = [];
let outlet;
/** Of the page that is shown, and of the one that is on its way: the shown one lives until it is replaced. */
let shown = new AbortController();
let loading = new AbortController();
let current = null;

/** `list`: `{path: "/interviews/:id", load: () => import("…")}`, the first that fits is taken. */
export function start(list, main) {
  routes = list.map((route) => ({ ...route, pattern: pattern(route.path) }));
  outlet = main;
  document.addEventListener("click", follow);
  addEventListener("popstate", () => show());
  addEventListener("beforeunload", (event) => {
    if (current?.stays?.()) event.preventDefault();
  });
  return show({ first: true });
}

export function go(address, { instead = false } = {}) {
  if (instead) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  return show();
}

export const reload = () => show();

function pattern(path) {
  const source = path.replace(/:(\w+)\*/g, "(?<$1>.+)").replace(/:(\w+)/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}/?$`);
}

function find(path) {
  for (const route of routes) {
    const found = route.pattern.exec(path);
    if (found) return { route, params: mapValues(found.groups ?? {}, decode) };
  }
  return null;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/assets/")) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  if (link.href !== location.href) go(link.href);
  else show();
}

async function show({ first = false } = {}) {
  loading.abort();
  const controller = new AbortController();
  loading = controller;
  const { signal } = controller;
  const waiting = setTimeout(() => outlet.setAttribute("aria-busy", "true"), 150);
  let page;
  try {
    const found = find(location.pathname);
    const module = found ? await found.route.load() : await import("./pages/missing.js");
    const query = new URLSearchParams(location.search);
    page = await module.page({ params: found?.params ?? {}, query, hash: location.hash.slice(1), signal });
  } catch (error) {
    if (signal.aborted) return;
    if (error.name !== "AbortError") page = troublePage(error);
  }
  clearTimeout(waiting);
  if (signal.aborted || !page) return;
  outlet.removeAttribute("aria-busy");
  shown.abort();
  shown = controller;
  // Another one that is to come doesn't end this one any more.
  loading = new AbortController();
  current = page;
  document.title = page.title ? `${page.title} · viva` : "viva";
  document.body.classList.toggle("wide", Boolean(page.wide));
  replace(outlet, page.content);
  page.shown?.();
  document.dispatchEvent(new CustomEvent("viva:page", { detail: page }));
  if (first) return;
  scrollTo(0, 0);
  focusHeading();
  announce(page.title ?? "");
}

function focusHeading() {
  const heading = outlet.querySelector("h1") ?? outlet;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/** A link as a node, for a text that leads on. */
export const link = (href, ...children) => h("a", { href }, ...children);
