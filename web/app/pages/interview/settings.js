// How the editor is to be: keys, size, wrapping. Kept in this browser.

import { h, uid } from "../../dom.js";
import { ask } from "../../components/dialog.js";
import { icon } from "../../components/icons.js";
import { settings, change } from "../../editor.js";

const KEYS = { standard: "Standard", vim: "Vim", emacs: "Emacs" };

const SHORTCUTS = [
  ["Ctrl+Enter", "run the sample cases, or your own program"],
  ["Ctrl+Shift+Enter", "submit"],
  ["Alt+1 … Alt+9", "go to a question"],
  ["F6", "to the next pane: prompt, answer, results"],
  ["Ctrl+F", "find and replace"],
  ["Ctrl+Space", "complete a name"],
  ["Esc, then Tab", "leave the editor"],
];

export function settingsButton() {
  return h("button", { type: "button", class: "quiet icon-only", "aria-label": "Editor settings and keys", title: "Editor settings and keys", on: { click: show } }, icon("gear"));
}

function show() {
  const now = settings();
  const [keysId, sizeId, wrapId] = [uid("keys"), uid("size"), uid("wrap")];
  const keys = h("select", { id: keysId, on: { change: () => change({ keys: keys.value }) } },
    Object.entries(KEYS).map(([value, text]) => h("option", { value, selected: value === now.keys }, text)));
  const size = h("input", { id: sizeId, type: "number", min: 11, max: 24, value: now.size, on: { input: () => size.validity.valid && change({ size: Number(size.value) }) } });
  const wrap = h("input", { id: wrapId, type: "checkbox", checked: now.wrap, on: { change: () => change({ wrap: wrap.checked }) } });
  return ask({
    title: "Editor",
    content: [
      h("div", { class: "form-grid" },
        h("label", { for: keysId }, "Keys"), keys,
        h("label", { for: sizeId }, "Size of the text"), size,
        h("label", { for: wrapId }, "Wrap long lines"), h("span", {}, wrap)),
      h("h3", {}, "Keys that work everywhere"),
      h("dl", { class: "keys" }, SHORTCUTS.map(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)])),
      h("p", { class: "muted" }, "On a Mac, ⌘ does what Ctrl does."),
    ],
    actions: [{ text: "Done", value: null, kind: "primary" }],
  });
}
