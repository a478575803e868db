// Light, dark, or as the system has it. The choice is kept as plain text, since early.js reads it before anything else.

import { h, replace } from "./dom.js";
import { icon } from "./components/icons.js";
import { announce } from "./announce.js";

const KEY = "viva.theme";
const ORDER = ["system", "light", "dark"];
const NAMES = { system: "as the system", light: "light", dark: "dark" };

export function current() {
  return document.documentElement.dataset.theme ?? "system";
}

export function set(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Kept until the page is left.
  }
}

export function themeSwitch() {
  const button = h("button", { class: "quiet icon-only", type: "button", on: { click: next } });
  const show = () => {
    const label = `Theme: ${NAMES[current()]}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    replace(button, icon(current() === "system" ? "auto" : current() === "light" ? "sun" : "moon"));
  };
  function next() {
    set(ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length]);
    show();
    announce(`Theme ${NAMES[current()]}`);
  }
  show();
  return button;
}
