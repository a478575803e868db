// What a reviewer wrote, for the one whom it concerns.

import { h } from "../dom.js";
import { markdown } from "../markdown.js";
import * as format from "../format.js";

export function comments(list) {
  if (!list.length) return null;
  return h("section", { class: "comments", "aria-label": "Comments" },
    list.map((one) => h("div", { class: "comment" }, h("p", { class: "facts" }, `${one.author} · ${format.dateTime(one.created)}${one.line ? ` · line ${one.line}` : ""}`), markdown(one.text, { top: 4 }))));
}
