// Questions that must be answered before anything else. The browser's own dialog keeps the focus and takes Escape.

import { h, uid } from "../dom.js";

/**
 * Shows `content` under `title`; `actions`: `{text, value, kind}`. Promises the chosen action's value, null for Escape.
 */
export function ask({ title, content, actions, wide = false }) {
  const id = uid("dialog");
  return new Promise((resolve) => {
    const buttons = actions.map(({ text, value, kind }) =>
      h("button", { type: "button", class: kind ?? "", on: { click: () => end(value) } }, text));
    const dialog = h("dialog", { class: wide ? "wide" : "", "aria-labelledby": id },
      h("h2", { id }, title), h("div", { class: "dialog-body" }, content), h("div", { class: "row end" }, buttons));
    let result = null;
    const end = (value) => {
      result = value;
      dialog.close();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
